/** Tiles that are counted, of each of the two sizes. */
const counted = 3;

/** Larger ones must win by this: what is small shows sooner, and frees the engine for a view sooner. */
const leastGain = 1.05;

/** Milliseconds of a large tile at most: what is looked at waits for it. */
const longest = 500;

/** Compares a picture's tiles, run whole and in quarters: all of them are used, so nothing is run for the comparison. */
export interface TileTrial {
  /** How the next tile is to be run. Quarters first: they are the likelier to fit. */
  readonly inQuarters: boolean;
  /** Takes a tile's time; gives the answer once it is known. */
  took(pixels: number, milliseconds: number, inQuarters: boolean): 'whole' | 'quarters' | null;
}

/**
 * @param warmUps tiles of each size that are not counted: the first ones compile, and as many as run at once share
 *   their time with those of the other size.
 */
export function createTileTrial(warmUps: number): TileTrial {
  const times = { quarters: [] as Time[], whole: [] as Time[] };
  const enough = (list: readonly Time[]) => list.length >= warmUps + counted;
  return {
    get inQuarters() {
      return !enough(times.quarters);
    },
    took: (pixels, milliseconds, inQuarters) => {
      const { quarters, whole } = times;
      const list = inQuarters ? quarters : whole;
      if (!enough(list)) list.push({ pixels, milliseconds });
      if (!enough(quarters)) return null;
      const small = middle(quarters.slice(warmUps));
      // Whole, it would have to be twice as fast.
      if (small.milliseconds > 2 * longest) return 'quarters';
      if (!enough(whole)) return null;
      const large = middle(whole.slice(warmUps));
      const gain = speed(large) / speed(small);
      return gain >= leastGain && large.milliseconds <= longest ? 'whole' : 'quarters';
    },
  };
}

interface Time {
  readonly pixels: number;
  readonly milliseconds: number;
}

const speed = ({ pixels, milliseconds }: Time) => pixels / milliseconds;

function middle(times: readonly Time[]): Time {
  return times.toSorted((a, b) => speed(a) - speed(b))[times.length >> 1]!;
}
