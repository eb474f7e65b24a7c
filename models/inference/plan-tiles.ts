import type { Region } from './tile.ts';

export interface PlannedTile {
  /** What is run, input pixels, without context. All tiles of a plan have the same size. */
  readonly region: Region;
  /** The part of it that no earlier tile has covered, within the picture. */
  readonly fresh: Region;
}

export interface TilePlan {
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Rows of tiles from top to bottom, each from left to right; their fresh parts cover every pixel once. */
  readonly rows: readonly (readonly PlannedTile[])[];
}

/**
 * Divides a picture into equal tiles. One static size lets an engine prepare once; so instead of a
 * narrow rest at the right and bottom, the tiles are balanced and the last ones reach back.
 *
 * @param width,height of the picture, input pixels, at least 1.
 * @param tile largest side of a tile, input pixels, at least 1.
 */
export function planTiles(width: number, height: number, tile: { width: number; height: number }): TilePlan {
  for (const value of [width, height, tile.width, tile.height]) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`planTiles: expected sizes of 1 or more, got ${value}`);
  }
  const columns = divide(width, tile.width);
  const rows = divide(height, tile.height);
  return {
    tileWidth: columns[0]!.length,
    tileHeight: rows[0]!.length,
    rows: rows.map((row) =>
      columns.map((column) => ({
        region: { left: column.start, top: row.start, width: column.length, height: row.length },
        fresh: { left: column.fresh, top: row.fresh, width: column.end - column.fresh, height: row.end - row.fresh },
      })),
    ),
  };
}

export interface TileLimits {
  /** Side of the square tile an engine runs best, input pixels; its memory allows 1.6 times that. */
  readonly best: number;
  /** Pixels of a tile with its context at most; absent: no such limit is known. */
  readonly room?: number;
  /** Of the network's receptive field, input pixels. */
  readonly radius: number;
  /** Rows of a tile at most, input pixels: a whole row of tiles is held. */
  readonly rows: number;
}

/**
 * The size of equal tiles that cover a picture with the least context. The larger a network's context, the larger the
 * tile: what is run twice stays near an eighth. Where rows are scarce tiles become lower, and wider in return.
 *
 * @param width,height of the picture, input pixels, at least 1.
 */
export function shapeTile(width: number, height: number, limits: TileLimits): { width: number; height: number } {
  const { best, radius, room = Number.POSITIVE_INFINITY } = limits;
  const widest = Math.max(1, Math.floor(Math.sqrt(room)) - 2 * radius);
  const side = Math.min(widest, Math.max(best, Math.min(Math.floor(1.6 * best), 36 * radius)));
  // Where a row of tiles holds much, the tile itself holds less: memory stays the same at any size of picture.
  const area = side * side * Math.sqrt(Math.min(1, limits.rows / best));
  let shape = { width: 1, height: 1 };
  let least = Number.POSITIVE_INFINITY;
  // From the fewest rows of tiles that are allowed to those so many that their tiles are twice as wide as high.
  const fewest = Math.ceil(height / Math.max(1, Math.min(limits.rows, Math.floor(1.5 * side))));
  const most = Math.max(fewest, Math.ceil((1.5 * height) / side));
  for (let rows = fewest; rows <= most; rows++) {
    const tileHeight = Math.ceil(height / rows);
    const within = Math.min(area / tileHeight, room / (tileHeight + 2 * radius) - 2 * radius);
    const columns = Math.ceil(width / Math.min(4 * side, Math.max(1, Math.floor(within))));
    const tileWidth = Math.ceil(width / columns);
    const ran = rows * columns * (tileWidth + 2 * radius) * (tileHeight + 2 * radius);
    if (ran < least) [least, shape] = [ran, { width: tileWidth, height: tileHeight }];
  }
  return shape;
}

function divide(size: number, largest: number) {
  const count = Math.ceil(size / largest);
  const length = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => {
    const start = Math.min(i * length, size - length);
    return { start, length, fresh: i * length, end: start + length };
  });
}

/** The quarters (or halves, or the one) of a tile's wanted part, each at most half as wide and high. */
export function halveRegion(region: Region): readonly Region[] {
  const widths = region.width > 1 ? [Math.ceil(region.width / 2), Math.floor(region.width / 2)] : [1];
  const heights = region.height > 1 ? [Math.ceil(region.height / 2), Math.floor(region.height / 2)] : [1];
  return heights.flatMap((height, row) =>
    widths.map((width, column) => ({
      left: region.left + (column ? widths[0]! : 0),
      top: region.top + (row ? heights[0]! : 0),
      width,
      height,
    })),
  );
}
