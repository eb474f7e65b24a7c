import path from 'node:path';
import type { Page, Worker } from '@playwright/test';
import { loadModels } from '../../electron/engine/models.ts';
import { expect, test } from './app.ts';
import { hasWebGpu, nextEngineWorker, visitEngine } from './engine-desk.ts';
import { largestDifference, pixelsOf, smallPhoto, upscaleByCommand } from './pictures.ts';
import { chooseModel, photos, stageReady } from './screen.ts';

interface Watched {
  /** Tiles that went up to the GPU. */
  tiles: number;
  /** The device is lost while it works on this one; null: never. */
  fatal: number | null;
}

/** Counts the tiles of a worker that has just started, and takes its device away when it is told to. */
async function watchDevice(worker: Worker, fatal: number | null): Promise<void> {
  await worker.evaluate((fatalTile) => {
    const scope = globalThis as unknown as Watched;
    Object.assign(scope, { tiles: 0, fatal: fatalTile });
    const { requestDevice } = GPUAdapter.prototype;
    const { writeBuffer, submit } = GPUQueue.prototype;
    let device: GPUDevice | null = null;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      device = await requestDevice.apply(this, given);
      return device;
    };
    GPUQueue.prototype.writeBuffer = function (...given: Parameters<typeof writeBuffer>) {
      if (given[0].label === 'source') scope.tiles++;
      return writeBuffer.apply(this, given);
    };
    GPUQueue.prototype.submit = function (...given) {
      submit.apply(this, given);
      if (scope.tiles === scope.fatal) device?.destroy();
    };
  }, fatal);
}

/** The tile that is fatal, counted from the next one. */
const armWorker = (worker: Worker, tile: number) =>
  worker.evaluate((ahead) => {
    const scope = globalThis as unknown as Watched;
    scope.fatal = scope.tiles + ahead;
  }, tile);

const tilesOf = (worker: Worker) => worker.evaluate(() => (globalThis as unknown as Watched).tiles);

/** Has the page offer a device whose largest buffer has so many bytes. */
async function limitBuffers(page: Page, largestBuffer: number): Promise<void> {
  await page.route('**/api/engine', (route, request) =>
    route.continue({ postData: JSON.stringify({ ...request.postDataJSON(), largestBuffer }) }),
  );
}

const root = path.resolve(import.meta.dirname, '../..');
const network = (await loadModels(path.join(root, 'models/weights'))).network('photo-fast', 4);

for (const losses of [1, 2] as const) {
  test(`a device that is lost ${losses === 1 ? 'once' : 'twice'} in the middle of a picture spoils nothing of it`, async ({
    app,
    folder,
  }) => {
    const { page } = app;
    test.skip(!(await hasWebGpu(page)), 'this browser has no WebGPU adapter, not even a software one');
    // As if the device had buffers for half of the picture: it is run in two tiles, after those of the view.
    const [width, height] = [264, 16];
    const { radius, channels, scale } = network;
    await limitBuffers(page, 4 * channels * (width / 2 + 2 * radius) * (height + 2 * radius));
    const first = await visitEngine(app, '?engine=webgpu');
    await watchDevice(first, null);
    await expect(page.getByLabel('Engine', { exact: true })).toBeVisible();
    await chooseModel(page, 'photo-fast');
    const photo = await smallPhoto(path.join(folder, 'own/wide.png'), width, height);
    await app.drop([photo]);
    await expect(photos(page, 'waiting')).toHaveCount(1);
    await stageReady(page);

    await armWorker(first, 2);
    const restarting = nextEngineWorker(page);
    await page.getByTestId('upscale').click();
    const second = await restarting;
    await watchDevice(second, losses === 2 ? 1 : null);
    await expect(photos(page, 'done')).toHaveCount(1, { timeout: 150_000 });

    const notice = page.getByTestId('notice');
    if (losses === 1) {
      expect(await tilesOf(second)).toBeGreaterThanOrEqual(1);
      await expect(notice).toHaveCount(0);
    } else {
      await expect(notice).toContainText('graphics card stopped twice');
    }
    const saved = await pixelsOf(await app.save(photo));
    const options = ['--model', 'photo-fast'];
    const expected = await pixelsOf(await upscaleByCommand(photo, path.join(folder, 'command'), options));
    expect([saved.width, saved.height]).toEqual([scale * width, scale * height]);
    expect(largestDifference(saved, expected)).toBeLessThanOrEqual(1);
  });
}
