import { describe, expect, it } from 'vitest';
import { composeTile } from '../../../../renderer/viewer/compose-tile.ts';

const unit = (value: number) => Math.round(value * 16384);
const pixel = (...values: number[]) => Int16Array.from(values.map(unit));
const rgb = (rgba: Uint8ClampedArray) => [...rgba.slice(0, 3)];

describe('a composed tile', () => {
  it('is the plain enlargement at strength 0, to the last bit', () => {
    const base = Int16Array.from({ length: 300 }, (_, i) => i * 80 - 3000);
    const residual = Int16Array.from({ length: 300 }, (_, i) => (i % 7) * 900 - 2700);
    expect(composeTile(base, residual, 0, 'after', false)).toEqual(composeTile(base, residual, 2, 'before', false));
  });

  it('adds before it clips: 0.97 and half of 0.08 is white', () => {
    expect(rgb(composeTile(pixel(0.97, 0.97, 0.97), pixel(0.08, -0.08, 0), 0.5, 'after', false))).toEqual([
      255, 237, 247,
    ]);
  });

  it('clips what leaves the range on either side', () => {
    expect(rgb(composeTile(pixel(0.1, 1.2, -0.3), pixel(-0.4, 0.1, 0), 1, 'after', false))).toEqual([0, 255, 0]);
  });

  it('brings back what a base beyond white loses, when the residual is negative', () => {
    expect(rgb(composeTile(pixel(1.1, 1.1, 1.1), pixel(-0.19, -0.1, -0.3), 1, 'after', false))).toEqual([
      232, 255, 204,
    ]);
  });

  it('grows with the strength in a straight line', () => {
    const at = (strength: number) =>
      rgb(composeTile(pixel(0.4, 0.4, 0.4), pixel(0.1, 0.05, -0.1), strength, 'after', false));
    expect(at(1)).toEqual([128, 115, 77]);
    expect(at(2)).toEqual([153, 128, 51]);
  });

  it('shows the residual around grey, four times amplified, per channel and with the strength', () => {
    expect(rgb(composeTile(pixel(1, 0, 0.5), pixel(0, 0.06, -0.06), 1, 'residual', false))).toEqual([128, 189, 67]);
    expect(rgb(composeTile(pixel(1, 0, 0.5), pixel(0.3, 0.06, -0.06), 0.5, 'residual', false))).toEqual([255, 159, 97]);
    expect(rgb(composeTile(pixel(1, 0, 0.5), pixel(0.3, 0.05, -0.05), 0, 'residual', false))).toEqual([128, 128, 128]);
  });

  it('is neutral for a greyscale photo, though the network answers the three channels differently', () => {
    const base = pixel(0.5, 0.5, 0.5);
    const residual = pixel(0.04, 0.01, 0.01);
    expect(rgb(composeTile(base, residual, 1, 'after', true))).toEqual([133, 133, 133]);
    expect(rgb(composeTile(base, residual, 1, 'residual', true))).toEqual([148, 148, 148]);
  });

  it('is opaque', () => {
    expect(composeTile(pixel(0, 0, 0, 1, 1, 1), new Int16Array(6), 1, 'after', false)).toEqual(
      Uint8ClampedArray.from([0, 0, 0, 255, 255, 255, 255, 255]),
    );
  });

  it('refuses planes that do not belong together', () => {
    expect(() => composeTile(new Int16Array(3), new Int16Array(6), 1, 'after', false)).toThrow(RangeError);
  });
});
