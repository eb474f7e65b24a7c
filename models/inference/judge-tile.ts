import { bicubicTaps } from './bicubic.ts';
import { blockEdges, blockNumbers, type TileStatistics } from './measure-tile.ts';
import type { Region, Scale } from './tile.ts';

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
  /** Of the network's output, not clipped. */
  readonly statistics: TileStatistics;
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
  const { width, height, crop, scale, statistics } = tile;
  const limit = tolerance * Math.max(1, tile.strength);
  const allowance = (roughnessTolerance + cleanupTolerance * tile.cleanup) * Math.max(1, tile.strength);
  const rowWeights = blockWeights(crop.top, crop.height, height, scale);
  const columnWeights = blockWeights(crop.left, crop.width, width, scale);
  let at = 0;
  for (let channel = 0; channel < 3; channel++) {
    const input = tile.image.subarray(channel * width * height, (channel + 1) * width * height);
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    let lowestExpected = Number.POSITIVE_INFINITY;
    let highestExpected = Number.NEGATIVE_INFINITY;
    for (const rows of rowWeights) {
      const mixed = mixRows(input, width, rows);
      for (const columns of columnWeights) {
        let expected = 0;
        for (let i = 0; i < columns.weights.length; i++) expected += columns.weights[i]! * mixed[columns.first + i]!;
        lowestExpected = Math.min(lowestExpected, expected);
        highestExpected = Math.max(highestExpected, expected);
        lowest = Math.min(lowest, statistics[at + 1]!);
        highest = Math.max(highest, statistics[at + 2]!);
        const mean = statistics[at]! / ((rows.to - rows.from) * (columns.to - columns.from));
        if (statistics[at + 3] !== 0 || !Number.isFinite(mean)) return 'values that are no numbers';
        at += blockNumbers;
        const distance = Math.abs(mean - expected);
        if (distance > limit && distance > limit + allowance * roughness(input, width, rows, columns))
          return `colours ${Math.round(distance * 255)} levels off`;
      }
    }
    const varies = highestExpected - lowestExpected > visible;
    const black = lowest === 0 && highestExpected > visible;
    if (lowest === highest && (varies || black)) return 'one flat colour';
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
  const edges = blockEdges(start, length, scale);
  for (let index = 1; index < edges.length; index++) {
    const [from, to] = [edges[index - 1]!, edges[index]!];
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
