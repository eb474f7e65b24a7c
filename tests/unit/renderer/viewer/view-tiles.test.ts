import { describe, expect, it } from 'vitest';
import { showsTiles, viewTileHolding, viewTilesOf } from '../../../../renderer/viewer/view-tiles.ts';

const picture = { inputWidth: 450, inputHeight: 300 };
const whole = { left: 0, top: 0, width: 450, height: 300 };

describe('the tiles of a part of the photo', () => {
  it('cover all of it once, cut at the right and bottom edges', () => {
    const tiles = viewTilesOf(whole, picture);
    expect(tiles).toHaveLength(12);
    expect(tiles.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(450 * 300);
    expect(new Set(tiles.map(({ column, row }) => `${column} ${row}`)).size).toBe(12);
    expect(tiles.find(({ column, row }) => column === 3 && row === 2)).toMatchObject({ width: 66, height: 44 });
  });

  it('come from the middle outwards', () => {
    const part = { left: 130, top: 10, width: 250, height: 250 };
    const tiles = viewTilesOf(part, picture);
    const distances = tiles.map(({ column, row }) => Math.hypot(column * 128 + 64 - 255, row * 128 + 64 - 135));
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  it('leave out those that are only touched at an edge', () => {
    expect(viewTilesOf({ left: 128, top: 0, width: 128, height: 128 }, picture)).toMatchObject([{ column: 1, row: 0 }]);
    expect(viewTilesOf({ left: 127.9, top: 0, width: 128.2, height: 128 }, picture)).toHaveLength(3);
  });

  it('are none where nothing is to be seen', () => {
    const nowhere = { left: 450, top: 0, width: 0, height: 300 };
    expect(viewTilesOf(nowhere, picture)).toEqual([]);
  });
});

describe('the stage', () => {
  const part = (columns: number, rows: number) => ({ left: 0, top: 0, width: 128 * columns, height: 128 * rows });

  it('shows tiles while they are few, and pictures of the whole when it is zoomed out further', () => {
    expect(showsTiles(part(6, 4), 0.4)).toBe(true);
    expect(showsTiles(part(5, 5), 0.4)).toBe(false);
  });

  it('shows every pixel from 100 % on, at ×2 on a large screen too', () => {
    expect(showsTiles(part(15, 9), 1)).toBe(true);
    expect(showsTiles(part(15, 9), 0.99)).toBe(false);
  });
});

describe('the tile that holds a place', () => {
  it('is the nearest one for places outside', () => {
    expect(viewTileHolding(200, 290, picture)).toMatchObject({ column: 1, row: 2, height: 44 });
    expect(viewTileHolding(-5, 9999, picture)).toMatchObject({ column: 0, row: 2 });
    expect(viewTileHolding(450, 300, picture)).toMatchObject({ column: 3, row: 2 });
  });
});
