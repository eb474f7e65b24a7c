import type { Rgb } from './measures.ts';

const lobes = 3;

function kernel(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const angle = Math.PI * x;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / angle ** 2;
}

/**
 * Lanczos enlargement (a = 3), pixel centres aligned, borders mirrored, weights of sum 1, rounded and clipped.
 * sharp's own is shifted by half an output pixel and no yardstick. Source: C. Duchon, "Lanczos Filtering in One and
 * Two Dimensions" (1979).
 */
export function enlargeLanczos({ samples, width, height }: Rgb, scale: number): Rgb {
  const outWidth = scale * width;
  const outHeight = scale * height;
  const wide = new Float64Array(3 * outWidth * height);
  const columns = tapsOf(width, scale);
  for (let y = 0; y < height; y++) {
    for (const [x, taps] of columns.entries()) {
      for (const { at, weight } of taps) {
        for (let c = 0; c < 3; c++) wide[3 * (y * outWidth + x) + c]! += weight * samples[3 * (y * width + at) + c]!;
      }
    }
  }
  const rowLength = 3 * outWidth;
  const out = new Uint8ClampedArray(rowLength * outHeight);
  const row = new Float64Array(rowLength);
  for (const [y, taps] of tapsOf(height, scale).entries()) {
    row.fill(0);
    for (const { at, weight } of taps) {
      for (let i = 0; i < rowLength; i++) row[i]! += weight * wide[at * rowLength + i]!;
    }
    out.set(row, y * rowLength);
  }
  return { samples: new Uint8Array(out.buffer), width: outWidth, height: outHeight };
}

/** For each output place of an axis, the input places it is made of. */
function tapsOf(length: number, scale: number) {
  return Array.from({ length: scale * length }, (_, out) => {
    const centre = (out + 0.5) / scale - 0.5;
    const first = Math.floor(centre) - lobes + 1;
    const weights = Array.from({ length: 2 * lobes }, (_, i) => kernel(centre - first - i));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight, i) => ({ at: mirror(first + i, length), weight: weight / sum }));
  });
}

function mirror(at: number, length: number): number {
  const round = 2 * length;
  const within = ((at % round) + round) % round;
  return within < length ? within : round - 1 - within;
}
