import type { Region, Samples, Scale } from './tile.ts';

/** Input pixels around a pixel that its bicubic enlargement depends on. */
export const bicubicRadius = 2;

/**
 * Keys' cubic convolution kernel with a = −0.5 at distance `x`, in input pixels.
 * Source: R. Keys, "Cubic Convolution Interpolation for Digital Image Processing" (1981), eq. 15.
 */
function cubicKernel(x: number): number {
  const d = Math.abs(x);
  if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
  if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return 0;
}

/**
 * The five weights of input pixels −2..2 for each output phase 0..s−1, pixel centres aligned:
 * output pixel s·i + p looks at input i + (p + 0.5)/s − 0.5.
 */
export function bicubicTaps(scale: Scale): readonly Float64Array[] {
  return Array.from({ length: scale }, (_, phase) =>
    Float64Array.from({ length: 5 }, (_, tap) => cubicKernel(tap - 2 - ((phase + 0.5) / scale - 0.5))),
  );
}

/**
 * Bicubic enlargement of the `crop` of a tile.
 *
 * @param samples [height, width, channels]; the crop has at least `bicubicRadius` pixels around it.
 * @returns [s·crop.height, s·crop.width, channels] in the same depth, rounded and clipped.
 */
export function enlargeBicubic(
  samples: Samples,
  tile: { readonly width: number; readonly height: number; readonly channels: number; readonly crop: Region },
  scale: Scale,
): Samples {
  const { width, height, channels, crop } = tile;
  if (
    crop.left < bicubicRadius ||
    crop.top < bicubicRadius ||
    crop.left + crop.width + bicubicRadius > width ||
    crop.top + crop.height + bicubicRadius > height
  ) {
    throw new RangeError(`bicubic: expected ${bicubicRadius} pixels of context around the crop`);
  }
  const taps = bicubicTaps(scale);
  const full = samples instanceof Uint16Array ? 65535 : 255;
  const rows = crop.height + 2 * bicubicRadius;
  const outWidth = scale * crop.width;
  const wide = new Float64Array(rows * outWidth * channels);
  for (let y = 0; y < rows; y++) {
    const from = (crop.top - bicubicRadius + y) * width + crop.left - bicubicRadius;
    for (let x = 0; x < outWidth; x++) {
      const weights = taps[x % scale]!;
      const start = (from + Math.floor(x / scale)) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let tap = 0; tap < 5; tap++) sum += weights[tap]! * samples[start + tap * channels + c]!;
        wide[(y * outWidth + x) * channels + c] = sum;
      }
    }
  }
  const outHeight = scale * crop.height;
  const rowLength = outWidth * channels;
  const out = full === 255 ? new Uint8Array(outHeight * rowLength) : new Uint16Array(outHeight * rowLength);
  for (let y = 0; y < outHeight; y++) {
    const weights = taps[y % scale]!;
    const start = Math.floor(y / scale) * rowLength;
    for (let i = 0; i < rowLength; i++) {
      let sum = 0;
      for (let tap = 0; tap < 5; tap++) sum += weights[tap]! * wide[start + tap * rowLength + i]!;
      out[y * rowLength + i] = Math.min(full, Math.max(0, Math.round(sum)));
    }
  }
  return out;
}
