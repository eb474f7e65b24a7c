/** Time left of one run, from the pixels that were really made. */
export interface Estimate {
  /** Notes how far the run is. @returns seconds left; null until a rate was measured. */
  note(done: number, total: number): number | null;
}

/** The rate is that of the last stretch: it follows when the machine gets busier or a faster engine joins. */
const stretchSeconds = 20;

/** A rate from less than this would jump about. */
const leastSeconds = 1;

/** @param clock seconds that only ever grow. */
export function createEstimate(clock: () => number): Estimate {
  const marks: { readonly at: number; readonly done: number }[] = [];
  return {
    note: (done, total) => {
      const at = clock();
      // The first tile's time holds the network's loading: the rate counts from its end.
      if (done > 0) marks.push({ at, done });
      while (marks.length > 2 && at - marks[1]!.at > stretchSeconds) marks.shift();
      const [first] = marks;
      if (!first || at - first.at < leastSeconds || done <= first.done) return null;
      return ((total - done) * (at - first.at)) / (done - first.done);
    },
  };
}
