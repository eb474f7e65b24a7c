import { bicubicTaps } from './bicubic.ts';
import type { Region, Scale } from './tile.ts';

/** Least side of the blocks whose means are compared, output pixels; smaller only where the whole crop is. */
const block = 32;

/**
 * How far a block's mean may lie from its bicubic's, 0..1 scale, at strength ≤ 1. True originals differ
 * by at most 6 of 255 levels from the bicubic of their reduction; a black or tinted tile by far more.
 */
const tolerance = 16 / 255;

/**
 * What is added to it for each unit of roughness: patterns that change from pixel to pixel (checkerboards,
 * halftones, dithering) are ambiguous, and networks brighten or darken them as a whole. Measured with ours at
 * ×4: 60 levels on a black and white checkerboard (roughness 255), 40 on single dots (128). Photographs have
 * a roughness of 3 to 15, where 8 levels were the most.
 */
const roughnessTolerance = 1 / 4;

/**
 * What a cleanup of 1 adds to that: a network that restores takes sparse dots for noise and fills them in. Measured at
 * ×2: single black pixels, one of 16 on white (roughness 30), make 27 levels at a cleanup of 0.5 and 30 at 1.
 */
const cleanupTolerance = 1 / 2;

/** A difference that rounding to 8 bits cannot hide. */
const visible = 1.5 / 255;

export interface JudgedTile {
  /** Network input, [3, height, width], 0..1. */
  readonly image: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Network output, [3, s·height, s·width], not clipped. */
  readonly output: Float32Array;
  readonly crop: Region;
  readonly scale: Scale;
  readonly strength: number;
  /** 0..1; 0 where the network has no such input. */
  readonly cleanup: number;
}

/**
 * Says what is wrong with a finished tile, or '' where nothing is: every sample is finite, the means of
 * its blocks lie near those of the bicubic enlargement, and it is not one flat colour where the
 * input is not (nor exact black where it is not black).
 */
export function judgeTile(tile: JudgedTile): string {
  const { width, height, crop, scale } = tile;
  const limit = tolerance * Math.max(1, tile.strength);
  const allowance = (roughnessTolerance + cleanupTolerance * tile.cleanup) * Math.max(1, tile.strength);
  const rowWeights = blockWeights(crop.top, crop.height, height, scale);
  const columnWeights = blockWeights(crop.left, crop.width, width, scale);
  const outWidth = scale * width;
  const means = new Float64Array(columnWeights.length);
  for (let channel = 0; channel < 3; channel++) {
    const input = tile.image.subarray(channel * width * height, (channel + 1) * width * height);
    const output = tile.output.subarray(channel * outWidth * scale * height, (channel + 1) * outWidth * scale * height);
    let lowestExpected = Number.POSITIVE_INFINITY;
    let highestExpected = Number.NEGATIVE_INFINITY;
    for (const rows of rowWeights) {
      const mixed = mixRows(input, width, rows);
      blockMeans(output, outWidth, rows, columnWeights, means);
      for (const [index, columns] of columnWeights.entries()) {
        let expected = 0;
        for (let i = 0; i < columns.weights.length; i++) expected += columns.weights[i]! * mixed[columns.first + i]!;
        lowestExpected = Math.min(lowestExpected, expected);
        highestExpected = Math.max(highestExpected, expected);
        const mean = means[index]!;
        if (!Number.isFinite(mean)) return 'values that are no numbers';
        const distance = Math.abs(mean - expected);
        if (distance > limit && distance > limit + allowance * roughness(input, width, rows, columns))
          return `colours ${Math.round(distance * 255)} levels off`;
      }
    }
    const varies = highestExpected - lowestExpected > visible;
    const first = output[rowWeights[0]!.from * outWidth + columnWeights[0]!.from]!;
    const black = first === 0 && highestExpected > visible;
    if ((varies || black) && isFlat(output, outWidth, crop, scale)) return 'one flat colour';
  }
  return '';
}

interface BlockWeights {
  /** Output pixels [from, to) of the block. */
  readonly from: number;
  readonly to: number;
  /** The mean of the block's bicubic is Σ weights[i] · input[first + i]. */
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Means of a row of blocks, into `means`. Row by row through all of them: block by block, each of 32 rows is another
 * page of memory, which took four times as long.
 */
function blockMeans(
  output: Float32Array,
  outWidth: number,
  rows: BlockWeights,
  columns: readonly BlockWeights[],
  means: Float64Array,
): void {
  means.fill(0);
  for (let y = rows.from; y < rows.to; y++) {
    const start = y * outWidth;
    for (let block = 0; block < columns.length; block++) {
      const end = start + columns[block]!.to;
      let sum = 0;
      for (let i = start + columns[block]!.from; i < end; i++) sum += output[i]!;
      means[block]! += sum;
    }
  }
  columns.forEach(({ from, to }, block) => {
    means[block]! /= (rows.to - rows.from) * (to - from);
  });
}

/** Whether all samples of the crop are the same; of most pictures the first two tell. */
function isFlat(output: Float32Array, outWidth: number, crop: Region, scale: Scale): boolean {
  const left = scale * crop.left;
  const first = output[scale * crop.top * outWidth + left]!;
  for (let y = scale * crop.top; y < scale * (crop.top + crop.height); y++) {
    const row = output.subarray(y * outWidth + left, y * outWidth + left + scale * crop.width);
    if (row.some((value) => value !== first)) return false;
  }
  return true;
}

/** Mean distance of a block's input pixels from the mean of their four neighbours, 0..1. */
function roughness(input: Float32Array, width: number, rows: BlockWeights, columns: BlockWeights): number {
  const height = input.length / width;
  const at = (x: number, y: number) =>
    input[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
  let sum = 0;
  for (let y = rows.first; y < rows.first + rows.weights.length; y++) {
    for (let x = columns.first; x < columns.first + columns.weights.length; x++) {
      sum += Math.abs(at(x, y) - (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)) / 4);
    }
  }
  return sum / (rows.weights.length * columns.weights.length);
}

/** The bicubic is linear and separable, so a block's mean needs no enlargement. */
function blockWeights(start: number, length: number, size: number, scale: Scale): BlockWeights[] {
  const taps = bicubicTaps(scale);
  const blocks: BlockWeights[] = [];
  // Shared out evenly: of a narrow rest, a single row of dots or the side of an edge, the mean says little.
  const count = Math.max(1, Math.floor((scale * length) / block));
  const edge = (index: number) => scale * start + Math.floor((scale * length * index) / count);
  for (let index = 0; index < count; index++) {
    const [from, to] = [edge(index), edge(index + 1)];
    const first = Math.max(0, Math.floor(from / scale) - 2);
    const last = Math.min(size - 1, Math.floor((to - 1) / scale) + 2);
    const weights = new Float64Array(last - first + 1);
    for (let out = from; out < to; out++) {
      const centre = Math.floor(out / scale);
      taps[out % scale]!.forEach((weight, tap) => {
        const at = Math.min(size - 1, Math.max(0, centre + tap - 2));
        weights[at - first]! += weight / (to - from);
      });
    }
    blocks.push({ from, to, first, weights });
  }
  return blocks;
}

function mixRows(input: Float32Array, width: number, rows: BlockWeights): Float64Array {
  const mixed = new Float64Array(width);
  rows.weights.forEach((weight, i) => {
    const start = (rows.first + i) * width;
    for (let x = 0; x < width; x++) mixed[x]! += weight * input[start + x]!;
  });
  return mixed;
}
