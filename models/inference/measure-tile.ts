import type { Region, Scale } from './tile.ts';

/** Least side of the blocks whose means are compared, output pixels; smaller only where the whole crop is. */
const block = 32;

/**
 * Numbers that are kept of each block: the sum of its samples, two that are the lowest and the highest where all
 * samples of a plane are alike and differ otherwise, how many are not finite.
 */
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

/** The sums alone, block after block of a row, row after row, plane after plane: `completeStatistics` fills in the rest. */
export function emptyStatistics(rows: readonly number[], columns: readonly number[]): Float64Array {
  return new Float64Array(3 * (rows.length - 1) * (columns.length - 1) * blockNumbers);
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
  const statistics = emptyStatistics(rows, columns);
  const across = (columns.length - 1) * blockNumbers;
  for (let channel = 0, first = 0; channel < 3; channel++) {
    const plane = planeOf(output, channel);
    for (let row = 1; row < rows.length; row++, first += across) {
      const blocks = statistics.subarray(first, first + across);
      // Row by row through all blocks: block by block, each of 32 rows is another page of memory.
      for (let y = rows[row - 1]!; y < rows[row]!; y++) addRow(plane, y * scale * width, columns, blocks);
    }
  }
  completeStatistics(statistics, output, width, crop, scale);
  return statistics;
}

/** Four sums side by side: one alone waits for each addition before the next. */
function addRow(plane: Float32Array, start: number, columns: readonly number[], blocks: Float64Array): void {
  for (let column = 1, at = 0; column < columns.length; column++, at += blockNumbers) {
    const end = start + columns[column]!;
    let i = start + columns[column - 1]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (; i + 3 < end; i += 4) {
      a += plane[i]!;
      b += plane[i + 1]!;
      c += plane[i + 2]!;
      d += plane[i + 3]!;
    }
    for (; i < end; i++) a += plane[i]!;
    blocks[at]! += a + b + c + d;
  }
}

/**
 * Fills in, beside the sums, what is not finite and the lowest and highest sample. The latter two are only asked for
 * to tell a flat colour: where the blocks' means differ they stand for them, and the samples are not gone through.
 */
export function completeStatistics(
  statistics: Float64Array,
  output: Float32Array,
  width: number,
  crop: Region,
  scale: Scale,
): void {
  const rows = blockEdges(crop.top, crop.height, scale);
  const columns = blockEdges(crop.left, crop.width, scale);
  for (let channel = 0, at = 0; channel < 3; channel++) {
    const plane = planeOf(output, channel);
    const from = at;
    let alike = true;
    const first = plane[rows[0]! * scale * width + columns[0]!]!;
    for (let row = 1; row < rows.length; row++) {
      for (let column = 1; column < columns.length; column++, at += blockNumbers) {
        const sum = statistics[at]!;
        const mean = sum / ((rows[row]! - rows[row - 1]!) * (columns[column]! - columns[column - 1]!));
        statistics[at + 1] = mean;
        statistics[at + 2] = mean;
        // Float32 cannot overflow a float64 sum: it is not finite only where a sample is not. One is enough to know.
        statistics[at + 3] = Number.isFinite(sum) ? 0 : 1;
        alike &&= Math.abs(mean - first) <= 1e-9 * Math.abs(first);
      }
    }
    if (!alike) continue;
    const [lowest, highest] = rangeOf(plane, scale * width, rows, columns);
    for (let block = from; block < at; block += blockNumbers) {
      statistics[block + 1] = lowest;
      statistics[block + 2] = highest;
    }
  }
}

function rangeOf(
  plane: Float32Array,
  stride: number,
  rows: readonly number[],
  columns: readonly number[],
): readonly [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let y = rows[0]!; y < rows.at(-1)!; y++) {
    for (let i = y * stride + columns[0]!; i < y * stride + columns.at(-1)!; i++) {
      lowest = Math.min(lowest, plane[i]!);
      highest = Math.max(highest, plane[i]!);
    }
  }
  return [lowest, highest];
}

/** One plane of [3, height, width] as a view: indexing it is several times as fast as striding. */
export function planeOf(picture: Float32Array, channel: number): Float32Array {
  const area = picture.length / 3;
  return picture.subarray(channel * area, (channel + 1) * area);
}
