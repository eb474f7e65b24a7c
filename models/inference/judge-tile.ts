import { bicubicTaps } from './bicubic.ts';
import type { Region, Scale } from './tile.ts';

/** Side of the blocks whose means are compared, output pixels. */
const block = 32;

/**
 * How far a block's mean may lie from its bicubic's, 0..1 scale, at strength ≤ 1. True originals differ
 * by at most 6 of 255 levels from the bicubic of their reduction; a black or tinted tile by far more.
 */
const tolerance = 16 / 255;

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
}

/**
 * Says what is wrong with a finished tile, or '' where nothing is: every sample is finite, the means of
 * its 32×32 blocks lie near those of the bicubic enlargement, and it is not one flat colour where the
 * input is not (nor exact black where it is not black).
 */
export function judgeTile(tile: JudgedTile): string {
  const { width, height, crop, scale } = tile;
  const limit = tolerance * Math.max(1, tile.strength);
  const rowWeights = blockWeights(crop.top, crop.height, height, scale);
  const columnWeights = blockWeights(crop.left, crop.width, width, scale);
  const outWidth = scale * width;
  for (let channel = 0; channel < 3; channel++) {
    const input = tile.image.subarray(channel * width * height, (channel + 1) * width * height);
    const output = tile.output.subarray(channel * outWidth * scale * height, (channel + 1) * outWidth * scale * height);
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
        let sum = 0;
        for (let y = rows.from; y < rows.to; y++) {
          for (let i = y * outWidth + columns.from; i < y * outWidth + columns.to; i++) {
            const value = output[i]!;
            sum += value;
            if (value < lowest) lowest = value;
            if (value > highest) highest = value;
          }
        }
        const mean = sum / ((rows.to - rows.from) * (columns.to - columns.from));
        if (!Number.isFinite(mean)) return 'values that are no numbers';
        const distance = Math.abs(mean - expected);
        if (distance > limit) return `colours ${Math.round(distance * 255)} levels off`;
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

/** The bicubic is linear and separable, so a block's mean needs no enlargement. */
function blockWeights(start: number, length: number, size: number, scale: Scale): BlockWeights[] {
  const taps = bicubicTaps(scale);
  const blocks: BlockWeights[] = [];
  for (let from = scale * start; from < scale * (start + length); from += block) {
    const to = Math.min(from + block, scale * (start + length));
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
