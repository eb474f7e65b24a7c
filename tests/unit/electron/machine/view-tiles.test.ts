import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../../electron/contract/problem.ts';
import type { Engine } from '../../../../electron/engine/engine.ts';
import { createEnginePool } from '../../../../electron/engine/engine-pool.ts';
import { loadModels } from '../../../../electron/engine/models.ts';
import type { PictureFacts, Raster } from '../../../../electron/image/picture.ts';
import { createViewTiles } from '../../../../electron/machine/view-tiles.ts';
import { memoryRaster } from '../../../support/memory-raster.ts';

const side = 400;
const facts: PictureFacts = {
  path: '/photo.png',
  name: 'photo.png',
  bytes: 1,
  format: 'png',
  width: side,
  height: side,
  orientation: 1,
  depth: 8,
  grey: false,
  alpha: false,
  density: null,
  space: 'srgb',
  warnings: [],
};
const never = new AbortController().signal;

/** Four rows of squares; `from` on, a row of pixels comes when `rest` resolves. */
function decoding(from: number, rest: Promise<void>): Raster {
  const whole = memoryRaster(new Uint8Array(3 * side * side), side, side, 3);
  return {
    ...whole,
    readRegion: async (left, top, width, height) => {
      if (top + height > from) await rest;
      return whole.readRegion(left, top, width, height);
    },
  };
}

async function viewOf(decode: () => Promise<Raster>) {
  const ran = vi.fn();
  const engine: Engine = {
    kind: 'native',
    name: 'blank',
    sides: [64],
    run: async ({ scale }, { crop }) => {
      ran();
      return { kind: 'ran', fault: '', pixels: new Int16Array(6 * scale * scale * crop.width * crop.height) };
    },
    close: async () => {},
  };
  const models = await loadModels(path.resolve('models/weights'));
  const tiles = createViewTiles({ models, engines: createEnginePool([engine]), decode });
  const tile = (row: number, signal: AbortSignal = never) =>
    tiles.tile({ job: 'a', facts, model: 'photo-fast', scale: 2, cleanup: null, column: 0, row }, signal);
  return { tile, tiles, ran };
}

describe('view tiles of a photo that is still being decoded', () => {
  it('come in the order in which they were asked for, and not behind one that is wanted no more', async () => {
    let decoded = () => {};
    const rest = new Promise<void>((resolve) => {
      decoded = resolve;
    });
    const { tile, tiles, ran } = await viewOf(async () => decoding(200, rest));
    await tile(0);
    const leaving = new AbortController();
    const below = tile(2, leaving.signal);
    const above = tile(0);
    // Long enough for the upper one to overtake, if it could.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ran).toHaveBeenCalledOnce();
    leaving.abort(new Error('panned away'));
    await expect(below).rejects.toThrow('panned away');
    await above;
    expect(ran).toHaveBeenCalledTimes(2);
    decoded();
    await tile(2);
    await tiles.close();
  });

  it('fail with its decoder, and are tried anew when they are asked for again', async () => {
    const damaged = Promise.reject(new ProblemError('damaged', 'photo.png'));
    damaged.catch(() => {});
    const decode = vi.fn(async () => decoding(200, Promise.resolve()));
    decode.mockImplementationOnce(async () => decoding(200, damaged));
    const { tile, tiles } = await viewOf(decode);
    await tile(0);
    await expect(tile(2)).rejects.toMatchObject({ problem: { code: 'damaged' } });
    await tile(2);
    expect(decode).toHaveBeenCalledTimes(2);
    await tiles.close();
  });
});
