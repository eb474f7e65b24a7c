import type { Samples } from './tile.ts';

/** [height, width, 3] samples → [3, height, width], 0..1. Throws RangeError when they are not as many. */
export function toPlanar(pixels: Samples, width: number, height: number): Float32Array {
  const area = width * height;
  if (pixels.length !== 3 * area) {
    throw new RangeError(`toPlanar: expected ${3 * area} samples for ${width}×${height}, got ${pixels.length}`);
  }
  const full = pixels instanceof Uint16Array ? 65535 : 255;
  const planar = new Float32Array(3 * area);
  for (let i = 0, from = 0; i < area; i++, from += 3) {
    planar[i] = pixels[from]! / full;
    planar[area + i] = pixels[from + 1]! / full;
    planar[2 * area + i] = pixels[from + 2]! / full;
  }
  return planar;
}
