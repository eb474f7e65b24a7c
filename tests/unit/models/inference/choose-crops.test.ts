import { describe, expect, it } from 'vitest';
import {
  chooseCrops,
  cropGradient,
  cropPlaces,
  cropSize,
  mirrorToCrop,
} from '../../../../models/inference/choose-crops.ts';

describe('where crops may be taken', () => {
  it('is an even grid of 6 × 6 with its ends flush with the borders, in reading order', () => {
    const places = cropPlaces(1000, 500);
    expect(places).toHaveLength(36);
    expect(places[0]).toEqual({ left: 0, top: 0 });
    expect(places.slice(0, 6).map(({ left }) => left)).toEqual([0, 180, 361, 542, 723, 904]);
    expect(places.at(-1)).toEqual({ left: 1000 - cropSize, top: 500 - cropSize });
  });

  it('is each place once where the grid is finer than the pixels', () => {
    expect(cropPlaces(98, 96)).toEqual([
      { left: 0, top: 0 },
      { left: 1, top: 0 },
      { left: 2, top: 0 },
    ]);
  });

  it('is one place for a picture that is smaller than a crop', () => {
    expect(cropPlaces(40, 96)).toEqual([{ left: 0, top: 0 }]);
  });
});

/** A crop whose samples are told by place. */
const crop = (value: (x: number, y: number) => readonly [number, number, number]) =>
  Uint8Array.from({ length: 3 * cropSize ** 2 }, (_, i) => {
    const at = Math.floor(i / 3);
    return value(at % cropSize, Math.floor(at / cropSize))[i % 3]!;
  });

describe('how much happens in a crop', () => {
  it('is nothing where all is one colour', () => {
    expect(cropGradient(crop(() => [10, 200, 30]))).toBe(0);
  });

  it('is the mean of both directions’ steps, weighed as luma weighs the colours', () => {
    const slope = (weights: readonly [number, number, number]) =>
      cropGradient(crop((x) => [weights[0] * x, weights[1] * x, weights[2] * x]));
    expect(slope([2, 2, 2])).toBeCloseTo(1, 9);
    expect(slope([1, 0, 0])).toBeCloseTo(0.299 / 2, 9);
    expect(slope([0, 1, 0])).toBeCloseTo(0.587 / 2, 9);
    expect(cropGradient(crop((_, y) => [0, 0, 2 * y]))).toBeCloseTo(0.114, 9);
  });

  it('is the same for 16 bits a sample', () => {
    const pixels = crop((x, y) => [(7 * x + 3 * y) % 256, (5 * x * y) % 256, (x + y) % 256]);
    expect(cropGradient(Uint16Array.from(pixels, (v) => 257 * v))).toBeCloseTo(cropGradient(pixels), 9);
  });
});

describe('the crops that are looked at', () => {
  it('are the eight in which most happens, in reading order', () => {
    expect(chooseCrops([1, 9, 2, 8, 3, 7, 4, 6, 5, 10])).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are the first of those that are alike, and all where there are fewer', () => {
    expect(chooseCrops(Array(20).fill(0))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(chooseCrops([3, 1])).toEqual([0, 1]);
  });
});

describe('a picture smaller than a crop', () => {
  it('is mirrored to and fro without repeating its edge', () => {
    const small = Uint8Array.from({ length: 3 * 3 * 2 }, (_, i) => i);
    const mirrored = mirrorToCrop(small, 3, 2);
    const at = (x: number, y: number) => mirrored[3 * (y * cropSize + x)];
    expect([0, 1, 2, 3, 4, 5, 6].map((x) => at(x, 0))).toEqual([0, 3, 6, 3, 0, 3, 6]);
    expect([0, 1, 2, 3].map((y) => at(0, y))).toEqual([0, 9, 0, 9]);
  });

  it('may be a single pixel', () => {
    expect(new Set(mirrorToCrop(Uint16Array.of(7, 7, 7), 1, 1))).toEqual(new Set([7]));
  });
});
