import { describe, expect, it } from 'vitest';
import { halveRegion, planTiles, shapeTile } from '../../../../models/inference/plan-tiles.ts';
import { randomFrom } from '../../../support/random.ts';

describe('the tile plan', () => {
  it('covers every pixel exactly once, with tiles of one size that lie inside the picture', () => {
    const random = randomFrom(7);
    const sizes = [
      [1, 1],
      [1, 5000],
      [5000, 1],
      [64, 64],
      [65, 64],
    ];
    while (sizes.length < 60) sizes.push([1 + Math.floor(random() * 300), 1 + Math.floor(random() * 300)]);
    for (const [width, height] of sizes as [number, number][]) {
      const tile = { width: 1 + Math.floor(random() * 128), height: 1 + Math.floor(random() * 128) };
      const plan = planTiles(width, height, tile);
      expect(plan.tileWidth).toBeLessThanOrEqual(tile.width);
      expect(plan.tileHeight).toBeLessThanOrEqual(tile.height);
      const covered = new Uint8Array(width * height);
      for (const { region, fresh } of plan.rows.flat()) {
        expect([region.width, region.height]).toEqual([plan.tileWidth, plan.tileHeight]);
        expect(region.left >= 0 && region.top >= 0).toBe(true);
        expect(region.left + region.width <= width && region.top + region.height <= height).toBe(true);
        expect(fresh.width > 0 && fresh.height > 0).toBe(true);
        expect(fresh.left >= region.left && fresh.top >= region.top).toBe(true);
        expect(fresh.left + fresh.width).toBeLessThanOrEqual(region.left + region.width);
        expect(fresh.top + fresh.height).toBeLessThanOrEqual(region.top + region.height);
        for (let y = fresh.top; y < fresh.top + fresh.height; y++) {
          for (let x = fresh.left; x < fresh.left + fresh.width; x++) covered[y * width + x]!++;
        }
      }
      expect(covered.every((times) => times === 1)).toBe(true);
    }
  });

  it('balances the tiles instead of leaving a narrow rest', () => {
    expect(planTiles(257, 10, { width: 256, height: 256 }).tileWidth).toBe(129);
  });

  it('makes tiles lower and wider where a row of squares would be too much to hold', () => {
    const limits = { best: 256, radius: 5 };
    expect(shapeTile(10_000, 10_000, { ...limits, rows: 1000 })).toEqual({ width: 250, height: 257 });
    expect(shapeTile(10_000, 10_000, { ...limits, rows: 100 })).toEqual({ width: 400, height: 100 });
    expect(shapeTile(10_000, 10_000, { ...limits, rows: 16 })).toEqual({ width: 1000, height: 16 });
  });

  it('takes a picture whole that is not larger than a tile, and no tile larger than an engine holds', () => {
    expect(shapeTile(300, 200, { best: 256, radius: 12, rows: 1000 })).toEqual({ width: 300, height: 200 });
    for (const [width, height] of [
      [1, 1],
      [100_000, 3],
      [3, 100_000],
      [617, 613],
      [5000, 7000],
    ] as const) {
      const shape = shapeTile(width, height, { best: 256, radius: 40, rows: 1000 });
      expect(shape.width * shape.height).toBeLessThanOrEqual((1.6 * 256) ** 2);
      expect(planTiles(width, height, shape)).toMatchObject({ tileWidth: shape.width, tileHeight: shape.height });
    }
  });

  it('makes no tile that has more pixels with its context than there is room for', () => {
    for (const room of [60 ** 2, 150 ** 2, 300 ** 2, 400 ** 2]) {
      for (const [width, height] of [
        [50, 40],
        [100_000, 30],
        [617, 613],
        [5000, 7000],
      ] as const) {
        for (const rows of [16, 100, 1000]) {
          const radius = 18;
          const shape = shapeTile(width, height, { best: 256, radius, rows, room });
          expect((shape.width + 2 * radius) * (shape.height + 2 * radius)).toBeLessThanOrEqual(room);
        }
      }
    }
  });

  it.each([
    { model: 'photo', radius: 18, megapixels: 48 },
    { model: 'photo', radius: 18, megapixels: 192 },
    { model: 'photo-fast', radius: 12, megapixels: 48 },
    { model: 'photo-fast', radius: 12, megapixels: 192 },
  ])('runs at most 15 % more than is kept with $model at $megapixels megapixels', ({ radius, megapixels }) => {
    const height = Math.round(Math.sqrt((megapixels * 1e6) / 16 / 1.5));
    const width = Math.round(1.5 * height);
    const rows = Math.floor(80e6 / (4 * 4 * width * 3));
    const plan = planTiles(width, height, shapeTile(width, height, { best: 384, radius, rows }));
    const tiles = plan.rows.flat().length;
    const ran = tiles * (plan.tileWidth + 2 * radius) * (plan.tileHeight + 2 * radius);
    expect(ran / (width * height)).toBeLessThanOrEqual(1.15);
  });

  it('refuses sizes that are none', () => {
    expect(() => planTiles(0, 5, { width: 8, height: 8 })).toThrow(RangeError);
    expect(() => planTiles(5, 5, { width: 8, height: 0.5 })).toThrow(RangeError);
  });

  it.each([
    [1, 1],
    [1, 4],
    [5, 1],
    [7, 4],
  ])('halves a %i × %i region without loss', (width, height) => {
    const parts = halveRegion({ left: 3, top: 5, width, height });
    expect(parts.reduce((area, part) => area + part.width * part.height, 0)).toBe(width * height);
    expect(Math.max(...parts.map((part) => part.left + part.width))).toBe(3 + width);
    expect(Math.max(...parts.map((part) => part.top + part.height))).toBe(5 + height);
  });
});
