import {
  blockEdges,
  blockNumbers,
  completeStatistics,
  emptyStatistics,
  planeOf,
  type TileStatistics,
} from './measure-tile.ts';
import type { Region, Scale } from './tile.ts';

/**
 * The wanted part of a network's answer as 8-bit RGB, and what the judge asks of it (`measureTile`), in one pass: the
 * answer is twelve times the tile's size, and going through it again takes as long as packing does.
 *
 * @param output [3, s·height, s·width], not clipped.
 * @param width of the tile with its context, input pixels.
 * @param memory gives a buffer of at least so many bytes, for `pixels`.
 * @returns `pixels`: [s·crop.height, s·crop.width, 3].
 */
export function packBytes(
  output: Float32Array,
  width: number,
  crop: Region,
  scale: Scale,
  memory: (bytes: number) => ArrayBuffer = (bytes) => new ArrayBuffer(bytes),
): { readonly pixels: Uint8Array; readonly statistics: TileStatistics } {
  const rows = blockEdges(crop.top, crop.height, scale);
  const columns = blockEdges(crop.left, crop.width, scale);
  const statistics = emptyStatistics(rows, columns);
  const planes = [planeOf(output, 0), planeOf(output, 1), planeOf(output, 2)] as const;
  const across = (columns.length - 1) * blockNumbers;
  const plane = statistics.length / 3;
  // Clamps and rounds by itself.
  const samples = 3 * scale * crop.width * scale * crop.height;
  const packed = new Uint8ClampedArray(memory(samples), 0, samples);
  let to = 0;
  for (let row = 1, first = 0; row < rows.length; row++, first += across) {
    for (let y = rows[row - 1]!; y < rows[row]!; y++) {
      packRow(planes, y * scale * width, columns, packed, to, statistics, first, plane);
      to += 3 * scale * crop.width;
    }
  }
  completeStatistics(statistics, output, width, crop, scale);
  return { pixels: new Uint8Array(packed.buffer, 0, samples), statistics };
}

function packRow(
  [red, green, blue]: readonly [Float32Array, Float32Array, Float32Array],
  start: number,
  columns: readonly number[],
  packed: Uint8ClampedArray,
  to: number,
  statistics: Float64Array,
  first: number,
  plane: number,
): void {
  for (let column = 1, at = first; column < columns.length; column++, at += blockNumbers) {
    const end = start + columns[column]!;
    let r = 0;
    let g = 0;
    let b = 0;
    for (let i = start + columns[column - 1]!; i < end; i++, to += 3) {
      const x = red[i]!;
      const y = green[i]!;
      const z = blue[i]!;
      r += x;
      g += y;
      b += z;
      packed[to] = x * 255;
      packed[to + 1] = y * 255;
      packed[to + 2] = z * 255;
    }
    statistics[at]! += r;
    statistics[at + plane]! += g;
    statistics[at + 2 * plane]! += b;
  }
}
