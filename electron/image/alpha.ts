import type { Samples } from '../../models/inference/tile.ts';

/**
 * How far colour is bled into transparency, pixels. A pixel depends on others this far away, so a tile
 * needs as much more context. Far enough for the network's strongest weights and for bicubic's support.
 */
export const alphaBleedRadius = 8;

/** Below this share of full opacity a pixel's own colour is rounding noise, or was never there. */
const faintest = 1 / 32;

/**
 * Straight RGB for the network from a region with alpha: transparent pixels near opaque ones take their
 * colour, so that what lies hidden there (black, mostly) does not darken the edge.
 *
 * @param samples RGBA [height, width, 4], alpha straight.
 * @returns RGB [height, width, 3] in the same depth. Opaque pixels keep their colour; those further than
 *   `alphaBleedRadius` from any keep what they had.
 */
export function bleedColour(samples: Samples, width: number, height: number): Samples {
  const count = width * height;
  const deep = samples instanceof Uint16Array;
  const out = deep ? new Uint16Array(count * 3) : new Uint8Array(count * 3);
  const threshold = (deep ? 65535 : 255) * faintest;
  // 0: colour unknown; n: known since round n.
  const known = new Uint8Array(count);
  let missing = 0;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) out[3 * i + c] = samples[4 * i + c]!;
    if (samples[4 * i + 3]! >= threshold) known[i] = 1;
    else missing++;
  }
  if (missing === 0 || missing === count) return out;
  for (let round = 1; round <= alphaBleedRadius; round++) {
    // Each round sees only what earlier ones knew, so the result does not depend on the tile's cut.
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (known[y * width + x] === 0) averageKnown(x, y, round);
      }
    }
  }
  return out;

  function averageKnown(x: number, y: number, round: number): void {
    let [red, green, blue, near] = [0, 0, 0, 0];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const j = v * width + u;
        if (known[j] === 0 || known[j]! > round) continue;
        red += out[3 * j]!;
        green += out[3 * j + 1]!;
        blue += out[3 * j + 2]!;
        near++;
      }
    }
    if (near === 0) return;
    const to = 3 * (y * width + x);
    out[to] = Math.round(red / near);
    out[to + 1] = Math.round(green / near);
    out[to + 2] = Math.round(blue / near);
    known[y * width + x] = round + 1;
  }
}
