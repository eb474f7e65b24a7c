import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createEnginePool, type EnginePool } from '../../../../electron/engine/engine-pool.ts';
import { loadModels } from '../../../../electron/engine/models.ts';
import { createNativeEngine, forkEngineProcess } from '../../../../electron/engine/native-engine.ts';
import { findPlaces } from '../../../../electron/engine/places.ts';
import { runPicture } from '../../../../electron/upscale/run-picture.ts';
import { planTiles } from '../../../../models/inference/plan-tiles.ts';
import type { TileRequest } from '../../../../models/inference/tile.ts';
import { memoryRaster } from '../../../support/memory-raster.ts';

const places = findPlaces(import.meta.url);
const models = await loadModels(places.weights);
const network = models.network('photo-fast', 2);
const engines = createEnginePool([createNativeEngine(forkEngineProcess(places.engineEntry))]);
afterAll(() => engines.close());

const [width, height] = [613, 541];
const photo = path.join(places.root, 'tests/fixtures/photos/coffee.jpg');
const pixels = new Uint8Array(await sharp(photo).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer());
const raster = memoryRaster(pixels, width, height, 3);

async function upscale(tile: number) {
  const rows: Uint8Array[] = [];
  const progress: number[] = [];
  const report = await runPicture({
    raster,
    network,
    plan: planTiles(width, height, { width: tile, height: tile }),
    settings: { strength: 1, engine: 'auto' },
    cleanup: null,
    engines,
    signal: new AbortController().signal,
    writeRows: async (strip) => {
      rows.push(new Uint8Array(strip));
    },
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  return { report, progress, samples: Buffer.concat(rows) };
}

const whole = await upscale(10_000);

describe('a photo in tiles', () => {
  it('is one run when the tile is larger than the photo', () => {
    expect(whole.report).toMatchObject({ count: 1, width, height, repeated: 0, engine: 'native' });
    expect(whole.samples).toHaveLength(4 * width * height * 3);
  });

  it.each([
    [64, 10 * 9],
    [100, 7 * 6],
    [512, 2 * 2],
  ])('of %i px equals the photo in one piece', async (tile, count) => {
    const { report, samples, progress } = await upscale(tile);
    expect(report.count).toBe(count);
    expect(samples).toHaveLength(whole.samples.length);
    let largest = 0;
    let different = 0;
    for (let i = 0; i < samples.length; i++) {
      const difference = Math.abs(samples[i]! - whole.samples[i]!);
      if (difference > 0) different++;
      if (difference > largest) largest = difference;
    }
    expect(largest).toBeLessThanOrEqual(1);
    expect(different / samples.length).toBeLessThanOrEqual(0.001);
    expect(progress).toHaveLength(count);
    expect(progress.at(-1)).toBe(1);
  });
});

/** Engines whose network shows at each place what lies its whole radius away, to both sides of it. */
function farSighted(direction: 1 | -1): EnginePool {
  const { scale, radius } = network;
  const look = ({ pixels, width: tileWidth, crop }: TileRequest) =>
    Uint8Array.from({ length: 3 * scale ** 2 * crop.width * crop.height }, (_, i) => {
      const at = Math.floor(i / 3);
      const x = crop.left + Math.floor((at % (scale * crop.width)) / scale) + direction * radius;
      const y = crop.top + Math.floor(at / (scale * crop.width) / scale) + direction * radius;
      return pixels[3 * (y * tileWidth + x) + (i % 3)]!;
    });
  return { ...engines, run: async (_, request) => ({ pixels: look(request), engine: engines.first('auto'), runs: 1 }) };
}

describe('a tile', () => {
  it.each([1, -1] as const)(
    'has all the context that its network looks at, mirrored beyond the photo (%i)',
    async (direction) => {
      const [w, h] = [50, 41];
      const small = Uint8Array.from({ length: 3 * w * h }, (_, i) => (i * 89) % 251);
      const { scale, radius } = network;
      const seen: number[] = [];
      await runPicture({
        raster: memoryRaster(small, w, h, 3),
        network,
        plan: planTiles(w, h, { width: 20, height: 17 }),
        settings: { strength: 1, engine: 'auto' },
        cleanup: null,
        engines: farSighted(direction),
        signal: new AbortController().signal,
        writeRows: async (strip) => {
          seen.push(...strip);
        },
        onProgress: () => {},
      });
      const within = (value: number, size: number) => {
        const at = value + direction * radius;
        return at < 0 ? -1 - at : at >= size ? 2 * size - 1 - at : at;
      };
      const expected = Array.from({ length: 3 * scale ** 2 * w * h }, (_, i) => {
        const at = Math.floor(i / 3);
        const x = within(Math.floor((at % (scale * w)) / scale), w);
        const y = within(Math.floor(at / (scale * w) / scale), h);
        return small[3 * (y * w + x) + (i % 3)]!;
      });
      expect(seen).toEqual(expected);
    },
  );
});
