import type { Job } from '../../electron/contract/job.ts';
import { type Used, usedForPhoto } from '../models/used-settings.ts';

/** What the main button would do. */
export type Start =
  | { readonly kind: 'photos'; readonly ids: readonly string[] }
  /** Nothing waits, but the photo in view would come out differently now. */
  | { readonly kind: 'again'; readonly ids: readonly string[] }
  | { readonly kind: 'none' };

export function toStart(jobs: readonly Job[], selected: string | null, used: Used): Start {
  const ids = startable(jobs);
  if (ids.length > 0) return { kind: 'photos', ids };
  const job = jobs.find(({ id }) => id === selected);
  return job && canRepeat(job, used) ? { kind: 'again', ids: [job.id] } : { kind: 'none' };
}

/** Every photo that would come out differently now; none while a single one would, which `repeat` does. */
export function toRepeat(jobs: readonly Job[], used: Used): readonly string[] {
  const ids = finished(jobs)
    .filter((job) => canRepeat(job, used))
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
export const activeIds = oncePerList((jobs) => jobs.filter(isActive).map(({ id }) => id));

const startable = oncePerList((jobs) =>
  jobs.filter(({ state }) => state.kind === 'waiting' || state.kind === 'cancelled').map(({ id }) => id),
);

const finished = oncePerList((jobs) =>
  jobs.filter(({ state }) => state.kind === 'failed' || state.kind === 'done' || state.kind === 'skipped'),
);

/** Every button asks the same of the same list, which may be a hundred thousand long. */
function oncePerList<Answer>(ask: (jobs: readonly Job[]) => Answer): (jobs: readonly Job[]) => Answer {
  const answers = new WeakMap<readonly Job[], Answer>();
  return (jobs) => {
    let answer = answers.get(jobs);
    if (answer === undefined) {
      answer = ask(jobs);
      answers.set(jobs, answer);
    }
    return answer;
  };
}
