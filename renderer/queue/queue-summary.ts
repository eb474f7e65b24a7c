import type { Job } from '../../electron/contract/job.ts';

/** The batch in figures; one that is not known is null. */
export interface QueueSummary {
  readonly photos: number;
  /** Done, or already there. */
  readonly done: number;
  readonly failed: number;
  readonly active: boolean;
  /** Output pixels of what is done, running and queued; null while nothing runs. */
  readonly pixels: { readonly done: number; readonly total: number } | null;
  readonly secondsLeft: number | null;
}

/** Adds up the list. Queued photos count at the scale and the rate of the running one. */
export function summarize(jobs: readonly Job[]): QueueSummary {
  const count = (...kinds: Job['state']['kind'][]) => jobs.filter(({ state }) => kinds.includes(state.kind)).length;
  const running = runningOf(jobs);
  const summary = {
    photos: jobs.length,
    done: count('done', 'skipped'),
    failed: count('failed'),
    active: count('queued', 'running') > 0,
  };
  if (!running) return { ...summary, pixels: null, secondsLeft: null };
  const { enlargement, done, total, secondsLeft } = running;
  const queued = jobs
    .filter(({ state }) => state.kind === 'queued')
    .reduce((sum, { source }) => sum + (source ? source.width * source.height * enlargement : 0), 0);
  const finished = jobs.reduce(
    (sum, { state }) => (state.kind === 'done' ? sum + state.output.width * state.output.height : sum),
    0,
  );
  const rate = secondsLeft !== null && secondsLeft > 0 ? (total - done) / secondsLeft : null;
  return {
    ...summary,
    pixels: { done: finished + done, total: finished + total + queued },
    secondsLeft: secondsLeft !== null ? secondsLeft + (rate ? queued / rate : 0) : null,
  };
}

function runningOf(jobs: readonly Job[]) {
  for (const { source, state } of jobs) {
    if (state.kind === 'running' && source) {
      return { ...state, enlargement: state.total / (source.width * source.height) };
    }
  }
  return null;
}
