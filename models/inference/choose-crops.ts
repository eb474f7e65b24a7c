import type { Samples } from './tile.ts';

/** Side of the crops that the adviser looks at, pixels, and how many it is shown. */
export const cropSize = 96;
export const cropCount = 8;

/** Candidates along one side of the picture, at most. */
const gridSteps = 6;

/** A crop's corner, pixels of the picture (of the mirrored one where a side is shorter than a crop). */
export interface CropPlace {
  readonly left: number;
  readonly top: number;
}

/**
 * Where crops may be taken: an even grid of at most 6 × 6 places in reading order, the first and the last
 * flush with the picture's borders.
 */
export function cropPlaces(width: number, height: number): readonly CropPlace[] {
  const columns = startsAlong(width);
  return startsAlong(height).flatMap((top) => columns.map((left) => ({ left, top })));
}

function startsAlong(length: number): readonly number[] {
  const room = Math.max(0, length - cropSize);
  const starts = Array.from({ length: gridSteps }, (_, i) => Math.floor((i * room) / (gridSteps - 1)));
  return [...new Set(starts)];
}

/**
 * How much happens in a crop: the mean absolute difference of neighbours' lumas (Rec. 601, 8-bit units), of
 * horizontal and vertical neighbours alike. Flat sky tells less of noise and compression than edges do.
 *
 * @param pixels [cropSize, cropSize, 3].
 */
export function cropGradient(pixels: Samples): number {
  const luma = lumaOf(pixels);
  let sum = 0;
  for (let y = 0; y < cropSize; y++) {
    for (let x = 0; x < cropSize; x++) {
      const at = y * cropSize + x;
      if (x > 0) sum += Math.abs(luma[at]! - luma[at - 1]!);
      if (y > 0) sum += Math.abs(luma[at]! - luma[at - cropSize]!);
    }
  }
  return sum / (2 * cropSize * (cropSize - 1));
}

/** Of several crops' gradients the places of the largest, in reading order; of equals the first count. */
export function chooseCrops(gradients: readonly number[]): readonly number[] {
  return gradients
    .map((gradient, index) => ({ gradient, index }))
    .sort((a, b) => b.gradient - a.gradient || a.index - b.index)
    .slice(0, cropCount)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/**
 * A picture's part brought to the size of a crop: what is narrower or lower is mirrored to the right and
 * downwards, the edge itself not repeated, to and fro as often as it takes.
 *
 * @param pixels [height, width, 3], no side longer than a crop's.
 */
export function mirrorToCrop(pixels: Samples, width: number, height: number): Samples {
  if (width === cropSize && height === cropSize) return pixels;
  const samples = 3 * cropSize * cropSize;
  const crop = pixels instanceof Uint16Array ? new Uint16Array(samples) : new Uint8Array(samples);
  for (let y = 0, to = 0; y < cropSize; y++) {
    const row = mirrored(y, height) * width;
    for (let x = 0; x < cropSize; x++, to += 3) {
      const from = 3 * (row + mirrored(x, width));
      for (let c = 0; c < 3; c++) crop[to + c] = pixels[from + c]!;
    }
  }
  return crop;
}

function mirrored(position: number, length: number): number {
  if (length === 1) return 0;
  const there = position % (2 * (length - 1));
  return there < length ? there : 2 * (length - 1) - there;
}

function lumaOf(pixels: Samples): Float64Array {
  const area = cropSize * cropSize;
  if (pixels.length !== 3 * area) throw new RangeError(`lumaOf: expected ${3 * area} samples, got ${pixels.length}`);
  const full = pixels instanceof Uint16Array ? 257 : 1;
  const luma = new Float64Array(area);
  for (let i = 0, from = 0; i < area; i++, from += 3) {
    luma[i] = (299 * pixels[from]! + 587 * pixels[from + 1]! + 114 * pixels[from + 2]!) / (1000 * full);
  }
  return luma;
}
