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

/** Adds up the list. Queued photos count at the scale of the running one, and at its rate once it has one. */
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
  const finished = finishedOf(jobs);
  const rate = secondsLeft ? (total - done) / secondsLeft : finished.rate;
  return {
    ...summary,
    pixels: { done: finished.pixels + done, total: finished.pixels + total + queued },
    secondsLeft: rate ? (total - done + queued) / rate : secondsLeft,
  };
}

/** Small photos are done before their own rate is known: those before them tell it, from this many seconds on. */
const leastSeconds = 2;

/** Output pixels of what was made, and pixels per second; null until enough was. */
function finishedOf(jobs: readonly Job[]): { readonly pixels: number; readonly rate: number | null } {
  let pixels = 0;
  let seconds = 0;
  for (const { state } of jobs) {
    if (state.kind !== 'done') continue;
    pixels += state.output.width * state.output.height;
    seconds += state.seconds;
  }
  return { pixels, rate: seconds >= leastSeconds ? pixels / seconds : null };
}

function runningOf(jobs: readonly Job[]) {
  for (const { source, state } of jobs) {
    if (state.kind === 'running' && source) {
      return { ...state, enlargement: state.total / (source.width * source.height) };
    }
  }
  return null;
}
