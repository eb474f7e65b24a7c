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

/** Small photos are done before their own rate is known: those before them tell it, from this many seconds on. */
const leastSeconds = 2;

/**
 * Adds up the list in one pass. Queued photos count at the scale of the running one, and at its rate once it has
 * one; of two that run at once, the one that still has tiles to run tells the rate.
 */
export function summarize(jobs: readonly Job[]): QueueSummary {
  const counts: Partial<Record<Job['state']['kind'], number>> = {};
  const finished = { pixels: 0, seconds: 0 };
  const running = { done: 0, total: 0, enlargement: 0, rate: 0, secondsLeft: null as number | null };
  let queued = 0;
  for (const { source, state } of jobs) {
    counts[state.kind] = (counts[state.kind] ?? 0) + 1;
    if (state.kind === 'queued' && source) queued += source.width * source.height;
    if (state.kind === 'done') {
      finished.pixels += state.output.width * state.output.height;
      finished.seconds += state.seconds;
    }
    if (state.kind !== 'running' || !source) continue;
    running.done += state.done;
    running.total += state.total;
    running.enlargement = state.total / (source.width * source.height);
    running.secondsLeft = state.secondsLeft ?? running.secondsLeft;
    if (state.secondsLeft) running.rate = (state.total - state.done) / state.secondsLeft;
  }
  const count = (kind: Job['state']['kind']) => counts[kind] ?? 0;
  const summary = {
    photos: jobs.length,
    done: count('done') + count('skipped'),
    failed: count('failed'),
    active: count('queued') + count('running') > 0,
  };
  if (running.total === 0) return { ...summary, pixels: null, secondsLeft: null };
  const rate = running.rate || (finished.seconds >= leastSeconds ? finished.pixels / finished.seconds : 0);
  const left = running.total - running.done + queued * running.enlargement;
  return {
    ...summary,
    pixels: {
      done: finished.pixels + running.done,
      total: finished.pixels + running.total + queued * running.enlargement,
    },
    secondsLeft: rate ? left / rate : running.secondsLeft,
  };
}
