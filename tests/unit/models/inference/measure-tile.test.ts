import { describe, expect, it } from 'vitest';
import { blockEdges, blockNumbers, measureTile } from '../../../../models/inference/measure-tile.ts';
import { packBytes } from '../../../../models/inference/pack-bytes.ts';
import { randomFrom } from '../../../support/random.ts';

describe('the blocks of a tile', () => {
  it('cover the crop once, none smaller than 32 output pixels unless the crop is', () => {
    for (const scale of [2, 3, 4] as const) {
      for (let length = 1; length <= 130; length++) {
        const edges = blockEdges(5, length, scale);
        expect([edges[0], edges.at(-1)]).toEqual([5 * scale, (5 + length) * scale]);
        const sides = edges.slice(1).map((edge, at) => edge - edges[at]!);
        expect(Math.min(...sides)).toBeGreaterThanOrEqual(Math.min(32, length * scale));
        expect(Math.max(...sides)).toBeLessThan(64);
      }
    }
  });
});

describe('the statistics of a tile', () => {
  const [width, height, scale] = [30, 26, 3] as const;
  const crop = { left: 2, top: 4, width: 24, height: 20 };
  const random = randomFrom(5);
  const output = Float32Array.from({ length: 3 * width * height * scale ** 2 }, () => random() - 0.25);

  it('hold each block’s sum by channel, row and column', () => {
    const statistics = measureTile(output, width, crop, scale);
    const rows = blockEdges(crop.top, crop.height, scale);
    const columns = blockEdges(crop.left, crop.width, scale);
    expect(statistics).toHaveLength(3 * (rows.length - 1) * (columns.length - 1) * blockNumbers);
    let at = 0;
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 1; row < rows.length; row++) {
        for (let column = 1; column < columns.length; column++, at += blockNumbers) {
          const block = [...output].filter((_, i) => {
            const x = i % (scale * width);
            const line = Math.floor(i / (scale * width));
            const y = line % (scale * height);
            const here = Math.floor(line / (scale * height)) === channel;
            const inRow = y >= rows[row - 1]! && y < rows[row]!;
            return here && inRow && x >= columns[column - 1]! && x < columns[column]!;
          });
          expect(statistics[at]).toBeCloseTo(
            block.reduce((sum, value) => sum + value, 0),
            9,
          );
          expect(statistics[at + 3]).toBe(0);
        }
      }
    }
  });

  it('tell a plane of one value from one that varies, be it by a single sample', () => {
    const area = width * height * scale ** 2;
    const flat = output
      .with(0, 0)
      .fill(0.1, area, 2 * area)
      .fill(0, 2 * area);
    const rangeOf = (samples: Float32Array, channel: number) => {
      const statistics = measureTile(samples, width, crop, scale);
      const own = statistics.subarray((channel * statistics.length) / 3, ((channel + 1) * statistics.length) / 3);
      return [
        Math.min(...own.filter((_, at) => at % blockNumbers === 1)),
        Math.max(...own.filter((_, at) => at % blockNumbers === 2)),
      ];
    };
    expect(rangeOf(flat, 1)).toEqual([Math.fround(0.1), Math.fround(0.1)]);
    expect(rangeOf(flat, 2)).toEqual([0, 0]);
    const [lowest, highest] = rangeOf(flat, 0);
    expect(lowest).toBeLessThan(highest!);
    const last = area + (scale * (crop.top + crop.height) - 1) * scale * width + scale * (crop.left + crop.width) - 1;
    const almost = rangeOf(flat.with(last, 0.1000001), 1);
    expect(almost[0]).toBeLessThan(almost[1]!);
  });

  it('are the same where bytes are packed along the way, which are rounded and cut at black and white', () => {
    const { pixels, statistics } = packBytes(
      output.map((value) => 2 * value),
      width,
      crop,
      scale,
    );
    const alone = measureTile(
      output.map((value) => 2 * value),
      width,
      crop,
      scale,
    );
    expect(statistics).toHaveLength(alone.length);
    statistics.forEach((value, at) => {
      expect(value).toBeCloseTo(alone[at]!, 9);
    });
    const expected = new Uint8ClampedArray(3 * scale * crop.width * scale * crop.height);
    for (let i = 0; i < expected.length; i++) {
      const [channel, x] = [i % 3, Math.floor(i / 3) % (scale * crop.width)];
      const y = Math.floor(i / 3 / (scale * crop.width));
      const line = channel * scale * height + scale * crop.top + y;
      expected[i] = 2 * output[line * scale * width + scale * crop.left + x]! * 255;
    }
    expect(expected).toContain(0);
    expect(expected).toContain(255);
    expect([...pixels]).toEqual([...expected]);
  });

  it('say which block holds a sample that is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const spoilt = output.with((scale * crop.top + 50) * scale * width + scale * crop.left, value);
      const broken = measureTile(spoilt, width, crop, scale).filter((_, at) => at % blockNumbers === 3);
      // Two columns of blocks, one row, of 72 × 60 output pixels.
      expect([...broken]).toEqual([1, 0, 0, 0, 0, 0]);
    }
  });
});
