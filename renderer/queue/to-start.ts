import type { Job } from '../../electron/contract/job.ts';
import type { JobChunk, JobList } from '../machine/job-list.ts';
import { oncePerChunk } from '../machine/once-per-chunk.ts';
import { type Used, usedForPhoto } from '../models/used-settings.ts';

/** What the main button would do. */
export type Start =
  /** All that wait. */
  | { readonly kind: 'photos'; readonly count: number }
  /** Nothing waits, but the photo in view would come out differently now. */
  | { readonly kind: 'again'; readonly id: string }
  | { readonly kind: 'none' };

export function toStart(jobs: JobList, selected: string | null, used: Used): Start {
  const count = counted(jobs).reduce((sum, { startable }) => sum + startable, 0);
  if (count > 0) return { kind: 'photos', count };
  const job = selected === null ? undefined : jobs.find(selected);
  return job && canRepeat(job, used) ? { kind: 'again', id: job.id } : { kind: 'none' };
}

/** How many photos would come out differently now; 0 while a single one would, which `repeat` does. */
export function countToRepeat(jobs: JobList, used: Used): number {
  const count = repeatable(used)(jobs).reduce((sum, { length }) => sum + length, 0);
  return count > 1 ? count : 0;
}

/** Their ids. */
export const toRepeat = (jobs: JobList, used: Used): string[] => repeatable(used)(jobs).flat();

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

export function isAnyActive(jobs: JobList): boolean {
  return counted(jobs).some(({ active }) => active > 0);
}

/** Photos that wait to be started, and those under way. */
const counted = oncePerChunk((jobs: JobChunk) => ({
  startable: jobs.filter(({ state }) => state.kind === 'waiting' || state.kind === 'cancelled').length,
  active: jobs.filter(isActive).length,
}));

const repeatableWith = new WeakMap<Used, (jobs: JobList) => readonly string[][]>();

function repeatable(used: Used) {
  const known = repeatableWith.get(used);
  const ask = known ?? oncePerChunk((jobs: JobChunk) => jobs.filter((job) => canRepeat(job, used)).map(({ id }) => id));
  repeatableWith.set(used, ask);
  return ask;
}
