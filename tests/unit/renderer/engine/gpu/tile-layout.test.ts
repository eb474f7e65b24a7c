import { describe, expect, it } from 'vitest';
import { measureTile } from '../../../../../models/inference/measure-tile.ts';
import type { Samples, TileRequest } from '../../../../../models/inference/tile.ts';
import { layTile, spreadGroups, tileStruct } from '../../../../../renderer/engine/gpu/tile-layout.ts';

const crop = { left: 3, top: 5, width: 55, height: 43 };
const request = (pixels: Samples, want: TileRequest['want'] = 'picture'): TileRequest => ({
  pixels,
  width: 61,
  height: 53,
  crop,
  strength: 1,
  cleanup: null,
  want,
});
const shallow = new Uint8Array(3 * 61 * 53);
const deep = new Uint16Array(3 * 61 * 53);

describe('a tile in the GPU’s memory', () => {
  it('is described by as many words as the kernels’ struct has fields, in its order', () => {
    const fields = [...tileStruct.matchAll(/(\w+): u32/g)].map(([, name]) => name);
    const { uniforms, blocks } = layTile(request(shallow), 3);
    expect(Object.fromEntries(fields.map((name, at) => [name, uniforms[at]]))).toEqual({
      width: 61,
      height: 53,
      left: 3,
      top: 5,
      cropWidth: 55,
      cropHeight: 43,
      scale: 3,
      ...blocks,
    });
    expect(uniforms).toHaveLength(fields.length);
  });

  it('takes whole words up and down, whatever its size', () => {
    const layout = layTile(request(shallow), 3);
    expect(shallow.byteLength % 4).not.toBe(0);
    expect([layout.bits, layout.source]).toEqual([8, shallow.byteLength + 1]);
    expect([layout.result, layout.resultPadded]).toEqual([3 * 9 * 55 * 43, 3 * 9 * 55 * 43 + 1]);
    expect([layout.image, layout.samples]).toEqual([4 * shallow.length, 9 * shallow.length]);
  });

  it('comes down in its own depth, and as two planes of 16 bits', () => {
    const samples = 3 * 4 * 55 * 43;
    expect(layTile(request(deep), 2)).toMatchObject({ bits: 16, result: 2 * samples });
    for (const pixels of [shallow, deep]) expect(layTile(request(pixels, 'planes'), 2).result).toBe(4 * samples);
  });

  it('has room for the statistics that the judge asks for', () => {
    for (const scale of [2, 3, 4] as const) {
      const wanted = measureTile(new Float32Array(3 * scale ** 2 * 61 * 53), 61, crop, scale);
      expect(layTile(request(shallow), scale).statistics).toBe(4 * wanted.length);
    }
  });
});

describe('workgroups', () => {
  it('cover the work within the limit of a dimension, with less than a row to spare', () => {
    for (const [invocations, size, most] of [
      [1, 64, 65535],
      [64 * 65535, 64, 65535],
      [64 * 65535 + 1, 64, 65535],
      [1000, 7, 10],
    ] as const) {
      const [columns, rows] = spreadGroups(invocations, size, most);
      expect(columns).toBeLessThanOrEqual(most);
      expect(columns * rows * size).toBeGreaterThanOrEqual(invocations);
      expect(columns * (rows - 1) * size).toBeLessThan(invocations);
    }
  });
});
