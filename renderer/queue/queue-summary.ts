import type { Job } from '../../electron/contract/job.ts';
import type { JobList } from '../machine/job-list.ts';
import { oncePerChunk } from '../machine/once-per-chunk.ts';

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
 * Adds up the list. Queued photos count at the scale of the running one, and at its rate once it has one; of two that
 * run at once, the one that still has tiles to run tells the rate.
 */
export function summarize(jobs: JobList): QueueSummary {
  const { done, failed, active, finished, queued, running } = addedUp(jobs).reduce(add, none);
  const summary = { photos: jobs.length, done, failed, active: active > 0 };
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

/** Figures of a part of the list. */
interface Sums {
  readonly done: number;
  readonly failed: number;
  readonly active: number;
  readonly finished: { readonly pixels: number; readonly seconds: number };
  /** Input pixels. */
  readonly queued: number;
  readonly running: {
    readonly done: number;
    readonly total: number;
    readonly enlargement: number;
    readonly rate: number;
    readonly secondsLeft: number | null;
  };
}

const none: Sums = {
  done: 0,
  failed: 0,
  active: 0,
  finished: { pixels: 0, seconds: 0 },
  queued: 0,
  running: { done: 0, total: 0, enlargement: 0, rate: 0, secondsLeft: null },
};

function add(a: Sums, b: Sums): Sums {
  return {
    done: a.done + b.done,
    failed: a.failed + b.failed,
    active: a.active + b.active,
    finished: { pixels: a.finished.pixels + b.finished.pixels, seconds: a.finished.seconds + b.finished.seconds },
    queued: a.queued + b.queued,
    running: {
      done: a.running.done + b.running.done,
      total: a.running.total + b.running.total,
      enlargement: b.running.enlargement || a.running.enlargement,
      rate: b.running.rate || a.running.rate,
      secondsLeft: b.running.secondsLeft ?? a.running.secondsLeft,
    },
  };
}

const addedUp = oncePerChunk((jobs) => jobs.map(sumsOf).reduce(add, none));

function sumsOf({ source, state }: Job): Sums {
  switch (state.kind) {
    case 'waiting':
    case 'cancelled':
      return none;
    case 'queued':
      return { ...none, active: 1, queued: source ? source.width * source.height : 0 };
    case 'running': {
      const { done, total, secondsLeft } = state;
      const rate = secondsLeft ? (total - done) / secondsLeft : 0;
      const enlargement = source ? total / (source.width * source.height) : 0;
      return { ...none, active: 1, running: { done, total, enlargement, rate, secondsLeft } };
    }
    case 'done': {
      const { output, seconds } = state;
      return { ...none, done: 1, finished: { pixels: output.width * output.height, seconds } };
    }
    case 'skipped':
      return { ...none, done: 1 };
    case 'failed':
      return { ...none, failed: 1 };
  }
}
