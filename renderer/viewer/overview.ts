import { type Problem, problemOf } from '../../electron/contract/problem.ts';

/** Sizes that are asked for, so that a zoom through a hundred steps costs four requests. */
const sides = [512, 1024, 2048, 4096] as const;

/** A picture of the whole photo, in the size that is needed. */
export interface Overview {
  /** The best there is now; asks for a better one where it would show. */
  ask(deviceSide: number): ImageBitmap | null;
  /** Nothing better will come for this size. */
  isSettled(deviceSide: number): boolean;
  problem(): Problem | null;
  forgiveFailures(): void;
  close(): void;
}

/**
 * @param load fetches the picture with its longest side at most `side`.
 * @param onChange a better one arrived, or none will.
 */
export function createOverview(
  load: (side: number, signal: AbortSignal) => Promise<ImageBitmap>,
  onChange: () => void,
): Overview {
  const closing = new AbortController();
  let best: ImageBitmap | null = null;
  let bestSide = 0;
  let loading = 0;
  let failure: Problem | null = null;

  async function fetchSide(side: number) {
    loading = side;
    try {
      const bitmap = await load(side, closing.signal);
      if (closing.signal.aborted) return bitmap.close();
      best?.close();
      best = bitmap;
      bestSide = side;
    } catch (error) {
      failure = problemOf(error, '');
    }
    loading = 0;
    if (!closing.signal.aborted) onChange();
  }

  return {
    ask(deviceSide) {
      const side = sideFor(deviceSide);
      if (side > bestSide && !loading && !failure) void fetchSide(side);
      return best;
    },
    isSettled: (deviceSide) => best !== null && bestSide >= sideFor(deviceSide),
    problem: () => failure,
    forgiveFailures() {
      failure = null;
    },
    close() {
      closing.abort();
      best?.close();
      best = null;
    },
  };
}

/** The smallest size asked for that has at least so many pixels, or the largest. */
export function sideFor(deviceSide: number): number {
  return sides.find((side) => side >= deviceSide) ?? sides.at(-1)!;
}
