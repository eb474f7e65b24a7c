import type { Region, Scale } from './tile.ts';

/** Least side of the blocks whose means are compared, output pixels; smaller only where the whole crop is. */
const block = 32;

/** Numbers that are kept of each block: the sum of its samples, the lowest, the highest, how many are not finite. */
export const blockNumbers = 4;

/**
 * What the judge asks of a finished tile, [3, rows, columns, `blockNumbers`] for the blocks between its crop's
 * `blockEdges`. Where samples are not finite the first three numbers have no meaning.
 */
export type TileStatistics = Float32Array | Float64Array;

/**
 * Where the blocks of a crop begin and end along one side: `count` + 1 ascending output pixels.
 *
 * @param start,length of the crop, input pixels.
 */
export function blockEdges(start: number, length: number, scale: Scale): readonly number[] {
  // Shared out evenly: of a narrow rest, a single row of dots or the side of an edge, the mean says little.
  const count = Math.max(1, Math.floor((scale * length) / block));
  return Array.from({ length: count + 1 }, (_, index) => scale * start + Math.floor((scale * length * index) / count));
}

/**
 * Sums up the wanted part of a network's answer, block by block.
 *
 * @param output [3, s·height, s·width], not clipped.
 * @param width of the tile with its context, input pixels.
 */
export function measureTile(output: Float32Array, width: number, crop: Region, scale: Scale): TileStatistics {
  const rows = blockEdges(crop.top, crop.height, scale);
  const columns = blockEdges(crop.left, crop.width, scale);
  const outWidth = scale * width;
  const area = output.length / 3;
  const statistics = new Float64Array(3 * (rows.length - 1) * (columns.length - 1) * blockNumbers);
  let to = 0;
  for (let channel = 0; channel < 3; channel++) {
    const plane = output.subarray(channel * area, (channel + 1) * area);
    for (let row = 1; row < rows.length; row++) {
      for (let column = 1; column < columns.length; column++) {
        let sum = 0;
        let lowest = Number.POSITIVE_INFINITY;
        let highest = Number.NEGATIVE_INFINITY;
        for (let y = rows[row - 1]!; y < rows[row]!; y++) {
          const end = y * outWidth + columns[column]!;
          for (let i = y * outWidth + columns[column - 1]!; i < end; i++) {
            const value = plane[i]!;
            sum += value;
            if (value < lowest) lowest = value;
            if (value > highest) highest = value;
          }
        }
        statistics[to++] = sum;
        statistics[to++] = lowest;
        statistics[to++] = highest;
        // Float32 cannot overflow a float64 sum: it is not finite only where a sample is not. One is enough to know.
        statistics[to++] = Number.isFinite(sum) ? 0 : 1;
      }
    }
  }
  return statistics;
}
