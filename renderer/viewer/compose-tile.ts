import { planeUnit } from '../../models/inference/tile.ts';

/** What a pane shows: the enlarged original, the result, or what the network added. */
export type Content = 'before' | 'after' | 'residual';

/** The residual is shown this much amplified, around mid grey. */
const amplification = 4;
const middleGrey = 128;

/**
 * Mixes a tile's two planes into what is shown, as opaque RGBA of 0..255.
 *
 * before: base; after: clip(base + strength · residual); residual: 128 + 4 · strength · residual, clipped.
 * Adding comes before clipping: a base of 0.97 with half of 0.08 is 255, not the mean of two clipped values.
 *
 * @param base,residual [h, w, 3] in 1/16384, not clipped, of equal length.
 * @param strength 0..2.
 * @param grey of a greyscale photo: the mean of the three channels in each, as its file will have it.
 */
export function composeTile(
  base: Int16Array,
  residual: Int16Array,
  strength: number,
  content: Content,
  grey: boolean,
): Uint8ClampedArray<ArrayBuffer> {
  if (base.length !== residual.length || base.length % 3 !== 0) {
    throw new RangeError(`composeTile: expected two equal RGB planes, got ${base.length} and ${residual.length}`);
  }
  const toByte = 255 / planeUnit;
  const baseFactor = content === 'residual' ? 0 : toByte;
  const residualFactor =
    content === 'before' ? 0 : content === 'after' ? toByte * strength : toByte * strength * amplification;
  const offset = content === 'residual' ? middleGrey : 0;
  const rgba = new Uint8ClampedArray((base.length / 3) * 4);
  for (let from = 0, to = 0; from < base.length; from += 3, to += 4) {
    // The array rounds and clips by itself.
    rgba[to] = offset + baseFactor * base[from]! + residualFactor * residual[from]!;
    rgba[to + 1] = offset + baseFactor * base[from + 1]! + residualFactor * residual[from + 1]!;
    rgba[to + 2] = offset + baseFactor * base[from + 2]! + residualFactor * residual[from + 2]!;
    rgba[to + 3] = 255;
    // Channel by channel, after each was clipped and rounded, as in the file.
    if (grey) rgba.fill((rgba[to]! + rgba[to + 1]! + rgba[to + 2]!) / 3, to, to + 3);
  }
  return rgba;
}
