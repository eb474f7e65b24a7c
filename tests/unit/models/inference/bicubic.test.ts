import { describe, expect, it } from 'vitest';
import { bicubicTaps, enlargeBicubic } from '../../../../models/inference/bicubic.ts';
import { floatBicubic } from '../../../support/float-bicubic.ts';
import { randomFrom } from '../../../support/random.ts';

describe('the bicubic enlargement', () => {
  it.each([2, 3, 4] as const)('×%i equals the definition in 16 bits, inside the context', (scale) => {
    const random = randomFrom(scale);
    const [width, height, channels] = [13, 11, 2];
    const samples = Uint16Array.from({ length: width * height * channels }, () => random() * 65535);
    const crop = { left: 2, top: 3, width: 9, height: 6 };
    const result = enlargeBicubic(samples, { width, height, channels, crop }, scale);
    expect(result).toHaveLength(scale * scale * crop.width * crop.height * channels);
    for (let c = 0; c < channels; c++) {
      const plane = samples.filter((_, i) => i % channels === c);
      const whole = floatBicubic(plane, width, height, scale);
      for (let y = 0; y < scale * crop.height; y++) {
        for (let x = 0; x < scale * crop.width; x++) {
          const wanted = whole[(scale * crop.top + y) * scale * width + scale * crop.left + x]!;
          const clipped = Math.round(Math.min(65535, Math.max(0, wanted)));
          expect(Math.abs(result[(y * scale * crop.width + x) * channels + c]! - clipped)).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it.each([2, 3, 4] as const)('×%i keeps a flat colour flat', (scale) => {
    for (const taps of bicubicTaps(scale)) expect(taps.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('refuses a crop without the context it depends on', () => {
    const tile = { width: 6, height: 6, channels: 1, crop: { left: 1, top: 2, width: 2, height: 2 } };
    expect(() => enlargeBicubic(new Uint8Array(36), tile, 2)).toThrow(RangeError);
  });
});
