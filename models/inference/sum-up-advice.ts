/** In the order of the adviser's `kind` output. */
export const pictureKinds = ['photo', 'art', 'screenshot'] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** What the adviser says of each of n crops. */
export interface CropAnswers {
  /** [n, 3]: probabilities, in the order of `pictureKinds`. */
  readonly kind: Float32Array;
  /** [n]: standard deviation of the noise, 8-bit units. */
  readonly noise: Float32Array;
  /** [n]: quality of the JPEG it once was, 1..100; 100: none. */
  readonly quality: Float32Array;
}

/** What the adviser says of a picture. Its numbers are rounded: what is stored with a result says the same. */
export interface Advice {
  readonly kind: PictureKind;
  /** Probability of the kind, 0..1. */
  readonly certainty: number;
  /** Standard deviation of the noise, 8-bit units. */
  readonly noise: number;
  /** Quality of the JPEG it once was, 1..100; null: nothing of a compression is to be seen. */
  readonly quality: number | null;
}

/** From this quality on a JPEG's traces are too faint to be told from none. */
const leastUntouched = 97;

/**
 * One answer for a picture out of those for its crops: the mean of the probabilities, the medians of noise and
 * quality (a crop of plain sky, or of grain that is the picture's own, must not decide).
 *
 * @throws RangeError when the answers are not of one size, or hold something that is no number.
 */
export function sumUpAdvice({ kind, noise, quality }: CropAnswers): Advice {
  const count = noise.length;
  const kinds = pictureKinds.length;
  if (count === 0 || kind.length !== kinds * count || quality.length !== count) {
    throw new RangeError(`answers of ${kind.length}, ${noise.length} and ${quality.length} numbers`);
  }
  if (![...kind, ...noise, ...quality].every(Number.isFinite)) throw new RangeError('an answer that is no number');
  const means = pictureKinds.map((_, k) => meanOf(kind.filter((__, i) => i % kinds === k)));
  const best = means.indexOf(Math.max(...means));
  const rounded = Math.round(Math.min(100, Math.max(1, medianOf(quality))));
  return {
    kind: pictureKinds[best]!,
    certainty: Math.min(1, Math.max(0, roundTo(means[best]!, 100))),
    noise: roundTo(Math.max(0, medianOf(noise)), 10),
    quality: rounded >= leastUntouched ? null : rounded,
  };
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: Float32Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function roundTo(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
