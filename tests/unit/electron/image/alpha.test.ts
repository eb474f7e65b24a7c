import { describe, expect, it } from 'vitest';
import { alphaBleedRadius, bleedColour } from '../../../../electron/image/alpha.ts';
import type { Samples } from '../../../../models/inference/tile.ts';

const side = 64;
const colour = [200, 120, 40] as const;

/** A disc with soft edges on transparent black. */
function disc(full: 255 | 65535): Samples {
  const samples = new (full === 255 ? Uint8Array : Uint16Array)(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const opacity = Math.min(1, Math.max(0, 20.5 - Math.hypot(x - 31.5, y - 31.5)));
      if (opacity === 0) continue;
      const at = (y * side + x) * 4;
      colour.forEach((value, c) => {
        samples[at + c] = Math.round((value / 255) * full);
      });
      samples[at + 3] = Math.round(opacity * full);
    }
  }
  return samples;
}

describe('colour at the edge of transparency', () => {
  it.each([255, 65535] as const)('reaches some pixels into the transparent part (full scale %i)', (full) => {
    const rgb = bleedColour(disc(full), side, side);
    expect(rgb).toHaveLength(side * side * 3);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const outside = Math.max(Math.abs(x - 31.5), Math.abs(y - 31.5)) - 20;
        if (outside > alphaBleedRadius - 7) continue;
        const at = (y * side + x) * 3;
        for (const [c, value] of colour.entries()) {
          expect(Math.abs(rgb[at + c]! / full - value / 255)).toBeLessThan(0.01);
        }
      }
    }
    // The corners lie further away than colour is bled.
    for (const corner of [0, side - 1, side * (side - 1), side * side - 1]) {
      expect([...rgb.subarray(corner * 3, corner * 3 + 3)]).toEqual([0, 0, 0]);
    }
  });

  it('does not depend on where the region was cut, beyond its radius', () => {
    const whole = disc(255);
    for (let i = 0; i < whole.length; i += 4) if (whole[i + 3]! > 0) whole[i] = i % 251;
    const all = bleedColour(whole, side, side);
    const [left, top, width, height] = [9, 5, 40, 44];
    const part = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      const from = ((top + y) * side + left) * 4;
      part.set(whole.subarray(from, from + width * 4) as Uint8Array, y * width * 4);
    }
    const cut = bleedColour(part, width, height);
    const r = alphaBleedRadius;
    for (let y = r; y < height - r; y++) {
      const from = ((top + y) * side + left + r) * 3;
      const to = (y * width + r) * 3;
      expect(cut.subarray(to, to + (width - 2 * r) * 3)).toEqual(all.subarray(from, from + (width - 2 * r) * 3));
    }
  });

  it('leaves opaque pixels, and pictures without any opaque one, as they are', () => {
    const clear = new Uint8Array([1, 2, 3, 0, 4, 5, 6, 0]);
    expect([...bleedColour(clear, 2, 1)]).toEqual([1, 2, 3, 4, 5, 6]);
    const solid = new Uint8Array([1, 2, 3, 255, 4, 5, 6, 200]);
    expect([...bleedColour(solid, 2, 1)]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
