import type { Job } from '../../electron/contract/job.ts';
import { type Used, usedForPhoto } from '../models/used-settings.ts';

/** What the main button would do. */
export type Start =
  | { readonly kind: 'photos'; readonly ids: readonly string[] }
  /** Nothing waits, but the photo in view would come out differently now. */
  | { readonly kind: 'again'; readonly ids: readonly string[] }
  | { readonly kind: 'none' };

export function toStart(jobs: readonly Job[], selected: string | null, used: Used): Start {
  const ids = sortOut(jobs).startable;
  if (ids.length > 0) return { kind: 'photos', ids };
  const job = jobs.find(({ id }) => id === selected);
  return job && canRepeat(job, used) ? { kind: 'again', ids: [job.id] } : { kind: 'none' };
}

/** Every photo that would come out differently now; none while a single one would, which `repeat` does. */
export function toRepeat(jobs: readonly Job[], used: Used): readonly string[] {
  const ids = sortOut(jobs)
    .finished.filter((job) => canRepeat(job, used))
    .map(({ id }) => id);
  return ids.length > 1 ? ids : [];
}

/** A photo that failed, or that would come out differently now, whoever chooses. */
export function canRepeat({ source, advice, state }: Job, used: Used): boolean {
  if (state.kind === 'failed') return source !== null;
  if (state.kind !== 'done' && state.kind !== 'skipped') return false;
  const { settings } = used;
  const compared = ['scale', 'format', 'quality', 'strength'] as const;
  if (compared.some((key) => state.settings[key] !== settings[key])) return true;
  const now = usedForPhoto(used, advice);
  // Nobody knows yet what it would be made with: it is the same if the same was asked for.
  if (!now) return state.settings.model !== settings.model || state.settings.cleanup !== settings.cleanup;
  return now.model.id !== state.used.model || now.cleanup !== state.used.cleanup;
}

export function isActive({ state }: Job): boolean {
  return state.kind === 'queued' || state.kind === 'running';
}

/** Ids of the photos that wait for their turn or have it. */
export const activeIds = (jobs: readonly Job[]): readonly string[] => sortOut(jobs).active;

interface Sorted {
  /** Ids of what waits to be started, and of what is under way. */
  readonly startable: readonly string[];
  readonly active: readonly string[];
  readonly finished: readonly Job[];
}

/** Every button asks the same of the same list, which may be a hundred thousand long: it is gone through once. */
const sorted = new WeakMap<readonly Job[], Sorted>();

function sortOut(jobs: readonly Job[]): Sorted {
  const known = sorted.get(jobs);
  if (known) return known;
  const [startable, active, finished]: [string[], string[], Job[]] = [[], [], []];
  for (const job of jobs) {
    if (isActive(job)) active.push(job.id);
    else if (job.state.kind === 'waiting' || job.state.kind === 'cancelled') startable.push(job.id);
    else finished.push(job);
  }
  const answer = { startable, active, finished };
  sorted.set(jobs, answer);
  return answer;
}
