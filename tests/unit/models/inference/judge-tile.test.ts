import { describe, expect, it } from 'vitest';
import { judgeTile } from '../../../../models/inference/judge-tile.ts';
import { measureTile } from '../../../../models/inference/measure-tile.ts';
import { floatBicubic } from '../../../support/float-bicubic.ts';
import { randomFrom } from '../../../support/random.ts';

const width = 40;
const height = 36;
const scale = 4;
const crop = { left: 4, top: 4, width: 32, height: 28 };

function picture(brightness = 1): Float32Array {
  const random = randomFrom(11);
  return Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const x = i % width;
    return brightness * (0.2 + 0.5 * (x / width) + 0.2 * random());
  });
}

function enlarge(image: Float32Array): Float32Array {
  const area = width * height;
  const planes = [0, 1, 2].map((c) => floatBicubic(image.subarray(c * area, (c + 1) * area), width, height, scale));
  return Float32Array.from(planes.flatMap((plane) => [...plane]));
}

const judge = (image: Float32Array, output: Float32Array, strength = 1, cleanup = 0, within = crop) => {
  const statistics = measureTile(output, width, within, scale);
  return judgeTile({ image, width, height, statistics, crop: within, scale, strength, cleanup });
};

describe('the judge of finished tiles', () => {
  const image = picture();
  const good = enlarge(image);

  it('accepts the bicubic itself, and one with a zero-mean residual added', () => {
    expect(judge(image, good)).toBe('');
    const random = randomFrom(3);
    expect(
      judge(
        image,
        good.map((value) => value + 0.6 * (random() - 0.5)),
      ),
    ).toBe('');
  });

  it('accepts twice the residual mean at strength 2', () => {
    const brighter = good.map((value) => value + 20 / 255);
    expect(judge(image, brighter, 1)).not.toBe('');
    expect(judge(image, brighter, 2)).toBe('');
  });

  it('lets a network that cleans fill in sparse dots, and holds it to smooth ground all the same', () => {
    const dotted = Float32Array.from({ length: 3 * width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width) % height];
      return x % 4 === 0 && y % 4 === 0 ? 0 : 1;
    });
    const filled = enlarge(dotted).map((value) => value + 28 / 255);
    expect(judge(dotted, filled)).not.toBe('');
    expect(judge(dotted, filled, 1, 0.5)).toBe('');
    const smooth = picture().fill(0.5);
    const tinted = enlarge(smooth).map((value) => value + 20 / 255);
    expect(judge(smooth, tinted, 1, 1)).not.toBe('');
  });

  it('is not misled by the last rows and columns, however many remain', () => {
    // 4 · 25 = 3 · 32 + 4: on its own the rest would be one input column, all of it brighter.
    const odd = { left: 4, top: 4, width: 25, height: 25 };
    const outWidth = scale * width;
    const striped = good.map((value, i) => value + (Math.floor((i % outWidth) / scale) % 2 === 0 ? 0.15 : -0.15));
    expect(judge(image, striped, 1, 0, odd)).toBe('');
  });

  it('allows for patterns that change from pixel to pixel, and still refuses what is lost in them', () => {
    const checks = Float32Array.from({ length: 3 * width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width) % height];
      return (x + y) % 2;
    });
    const enlarged = enlarge(checks);
    const darker = enlarged.map((value) => value - 60 / 255);
    expect(judge(checks, darker)).toBe('');
    expect(
      judge(
        image,
        good.map((value) => value - 60 / 255),
      ),
    ).not.toBe('');
    const outWidth = scale * width;
    const holed = enlarged.map((value, i) =>
      i % outWidth < 64 && Math.floor(i / outWidth) % (scale * height) < 64 ? 0 : value,
    );
    expect(judge(checks, holed)).not.toBe('');
  });

  it.each([
    ['black', () => new Float32Array(good.length)],
    ['not a number in one sample', () => good.with(good.length - 100 * 4 * width + 60, Number.NaN)],
    ['infinite in one sample', () => good.with(30 * 4 * width + 60, Number.POSITIVE_INFINITY)],
    ['tinted', () => good.map((value, i) => (i < good.length / 3 ? value + 0.1 : value))],
    [
      'mirrored',
      () => good.map((_, i) => good[Math.floor(i / (4 * width)) * 4 * width + (4 * width - 1 - (i % (4 * width)))]!),
    ],
    [
      'one bad block',
      () =>
        good.map((value, i) => (Math.floor(i / (4 * width)) % (4 * height) < 56 && i % (4 * width) < 56 ? 0 : value)),
    ],
  ])('refuses a tile that is %s', (_, make) => {
    expect(judge(image, make())).not.toBe('');
  });

  it('refuses a black tile of a picture so dark that the means hardly tell', () => {
    const night = picture(0.05);
    expect(judge(night, enlarge(night))).toBe('');
    expect(judge(night, new Float32Array(good.length))).toBe('one flat colour');
  });

  it('refuses a black tile of a flat dark picture', () => {
    const flat = new Float32Array(3 * width * height).fill(0.02);
    expect(judge(flat, new Float32Array(good.length))).toBe('one flat colour');
  });

  it('accepts a flat tile where the picture is flat', () => {
    const flat = new Float32Array(3 * width * height).fill(0.02);
    expect(judge(flat, new Float32Array(good.length).fill(0.02))).toBe('');
  });
});
