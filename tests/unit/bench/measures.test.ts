import { describe, expect, it } from 'vitest';
import { compareLuma } from '../../bench/measures.ts';
import { randomFrom } from '../../support/random.ts';

const [width, height] = [40, 32];
const random = randomFrom(8);
const samples = Uint8Array.from({ length: 3 * width * height }, () => 20 + 200 * random());
const picture = { samples, width, height };

describe('PSNR and SSIM of the luma', () => {
  it('finds a picture equal to itself', () => {
    expect(compareLuma(picture, picture, 4)).toEqual({ psnr: Number.POSITIVE_INFINITY, ssim: 1 });
  });

  it('puts one level more everywhere at 49.45 dB: luma spans 219 of 255 levels', () => {
    const brighter = { ...picture, samples: samples.map((value) => value + 1) };
    const { psnr, ssim } = compareLuma(picture, brighter, 2);
    expect(psnr).toBeCloseTo(20 * Math.log10(255 / (219 / 255)), 6);
    expect(ssim).toBeGreaterThan(0.999);
    expect(ssim).toBeLessThan(1);
  });

  it('leaves the border out', () => {
    const framed = samples.map((value, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return x < 3 || y < 3 || x >= width - 3 || y >= height - 3 ? 255 - value : value;
    });
    expect(compareLuma(picture, { ...picture, samples: framed }, 3).ssim).toBe(1);
    expect(compareLuma(picture, { ...picture, samples: framed }, 2).ssim).toBeLessThan(1);
  });

  it('refuses pictures of two sizes', () => {
    expect(() => compareLuma(picture, { ...picture, width: 32, height: 40 }, 2)).toThrow(RangeError);
  });
});
