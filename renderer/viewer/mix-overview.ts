/**
 * The result at another strength, from two finished pictures of the whole photo: the result lies
 * `strengthOfResult` away from the original, so another strength lies on the same line, cut or prolonged.
 * Alpha is the original's.
 *
 * @param before,after RGBA, 0..255, of equal length.
 * @param strengthOfResult of the run that made `after`; at 0 there is nothing to prolong, and `after` is shown.
 */
export function mixOverview(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray,
  strength: number,
  strengthOfResult: number,
): Uint8ClampedArray<ArrayBuffer> {
  if (before.length !== after.length) {
    throw new RangeError(`mixOverview: expected equal pictures, got ${before.length} and ${after.length} samples`);
  }
  const share = strengthOfResult > 0 ? strength / strengthOfResult : 1;
  const mixed = new Uint8ClampedArray(before.length);
  for (let i = 0; i < mixed.length; i += 4) {
    for (let c = i; c < i + 3; c++) mixed[c] = before[c]! + share * (after[c]! - before[c]!);
    mixed[i + 3] = before[i + 3]!;
  }
  return mixed;
}
