import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { TileWork } from '../../electron/contract/engine-work.ts';
import { runTile } from '../../models/inference/run-tile.ts';
import { planeUnit, type Samples, type TileResult } from '../../models/inference/tile.ts';
import { openNetwork } from '../support/open-network.ts';
import { expect, test } from './app.ts';
import { countTraffic, hasWebGpu, openEngineDesk, visitEngine } from './engine-desk.ts';
import { photographs } from './pictures.ts';

const root = path.resolve(import.meta.dirname, '../..');
const restore = readFileSync(path.join(root, 'tests/fixtures/networks/plain-restore-x2.onnx'));
const fast = readFileSync(path.join(root, 'models/weights/photo-fast-x4.onnx'));

/** The residual of `plain-restore-x2` is this times its cleanup: as the file has it, and replaced by others. */
const share = Buffer.from(Float32Array.of(0.02).buffer);
const withShare = (value: number) => {
  const changed = Buffer.from(restore);
  changed.set(new Uint8Array(Float32Array.of(value).buffer), restore.indexOf(share));
  return changed;
};

const networks: Readonly<Record<string, Buffer>> = {
  restore,
  fast,
  infinite: withShare(Number.POSITIVE_INFINITY),
  dark: withShare(-5),
};

type Work = Omit<TileWork, 'id'>;

/** Odd sizes: rows that begin within a word, and a last word that is not full. */
const plain: Work = {
  model: 'restore',
  scale: 2,
  width: 61,
  height: 53,
  crop: { left: 3, top: 5, width: 55, height: 43 },
  depth: 8,
  strength: 1,
  cleanup: 0.5,
  want: 'picture',
};

async function photo({ width, height, depth }: Work): Promise<Samples> {
  const cut = sharp(photographs.kitten).resize(width, height, { fit: 'cover' }).removeAlpha();
  if (depth === 8) return new Uint8Array(await cut.raw().toBuffer());
  // All sixteen bits in use.
  const data = await cut.raw().toBuffer();
  return Uint16Array.from(data, (value, i) => Math.min(65535, 257 * value + ((31 * i) % 257)));
}

/** From black to white, across in red, down in green, up in blue: no block of it is like another. */
function slope({ width, height }: Work): Samples {
  const level = (x: number, y: number) => [x / (width - 1), y / (height - 1), 1 - y / (height - 1)];
  return Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return Math.round(255 * level(pixel % width, Math.floor(pixel / width))[i % 3]!);
  });
}

/** The same tile on the processor. */
async function expected(work: Work, pixels: Samples): Promise<TileResult & { kind: 'ran' }> {
  const network = await openNetwork(networks[work.model]!);
  const hasCleanup = network.inputs.some(({ name }) => name === 'cleanup');
  const result = await runTile(
    (feeds) => network.run(feeds, feeds.strength, feeds.cleanup ?? 0),
    { ...work, pixels },
    { scale: work.scale, hasCleanup },
  );
  await network.close();
  if (result.kind !== 'ran') throw new Error(result.detail);
  return result;
}

function largest(bytes: Uint8Array<ArrayBuffer>, wanted: Samples | Int16Array): number {
  const got = new (wanted.constructor as Uint16ArrayConstructor)(bytes.buffer);
  expect(got.length).toBe(wanted.length);
  let most = 0;
  for (let i = 0; i < got.length; i++) most = Math.max(most, Math.abs(got[i]! - wanted[i]!));
  return most;
}

test.beforeEach(async ({ app }) => {
  test.skip(!(await hasWebGpu(app.page)), 'this browser has no WebGPU adapter, not even a software one');
});

const fastWork: Work = {
  ...plain,
  model: 'fast',
  scale: 4,
  width: 40 + 24,
  height: 33 + 24,
  crop: { left: 12, top: 12, width: 40, height: 33 },
  cleanup: null,
};

const cases: readonly (readonly [string, Work, number])[] = [
  ['8 bits', plain, 1],
  ['8 bits, all of the residual twice', { ...plain, strength: 2, cleanup: 1 }, 1],
  ['8 bits, one pixel of it', { ...plain, crop: { left: 60, top: 52, width: 1, height: 1 } }, 1],
  ['16 bits', { ...plain, depth: 16 }, 1],
  ['planes', { ...plain, want: 'planes', strength: 0 }, 1],
  ['planes of 16 bits', { ...plain, want: 'planes', depth: 16 }, 1],
  ['a real network, 8 bits', fastWork, 1],
  ['a real network, 16 bits', { ...fastWork, depth: 16 }, 8],
  ['a real network, planes', { ...fastWork, want: 'planes' }, Math.ceil(planeUnit / 65535) + 2],
];

test('a tile from the GPU is the processor’s, in every form it is asked for', async ({ app }) => {
  const desk = await openEngineDesk(app.page, (key) => networks[key]!);
  await app.visit('?engine=webgpu');
  for (const [name, work, levels] of cases) {
    await test.step(name, async () => {
      const pixels = await photo(work);
      const answer = await desk.ask(work, pixels);
      const wanted = await expected(work, pixels);
      expect(answer.header).toEqual({ kind: 'ran', fault: '' });
      expect(wanted.fault).toBe('');
      expect(largest(answer.pixels, wanted.pixels)).toBeLessThanOrEqual(levels);
    });
  }
});

test('the GPU sums each block up in its place: a picture of which no block is like another is found good', async ({
  app,
}) => {
  const desk = await openEngineDesk(app.page, (key) => networks[key]!);
  await app.visit('?engine=webgpu');
  const work: Work = { ...plain, width: 131, height: 83, crop: { left: 3, top: 5, width: 120, height: 70 } };
  const answer = await desk.ask(work, slope(work));
  expect(answer.header).toEqual({ kind: 'ran', fault: '' });
  expect(largest(answer.pixels, (await expected(work, slope(work))).pixels)).toBeLessThanOrEqual(1);
});

test('tiles of several networks and sizes come right when two are on their way at once', async ({ app }) => {
  const desk = await openEngineDesk(app.page, (key) => networks[key]!);
  await app.visit('?engine=webgpu');
  const works: readonly Work[] = [
    plain,
    fastWork,
    { ...plain, want: 'planes' },
    { ...plain, model: 'dark' },
    plain,
    fastWork,
  ];
  const all = await Promise.all(works.map(async (work) => desk.ask(work, await photo(work))));
  for (const [at, work] of works.entries()) {
    const wanted = await expected(work, await photo(work));
    expect(all[at]!.header).toEqual({ kind: 'ran', fault: wanted.fault });
    expect(largest(all[at]!.pixels, wanted.pixels)).toBeLessThanOrEqual(1);
  }
});

test('a tile that is wrong is told from a good one on the GPU as on the processor', async ({ app }) => {
  const desk = await openEngineDesk(app.page, (key) => networks[key]!);
  await app.visit('?engine=webgpu');
  for (const work of [
    { ...plain, model: 'dark' },
    { ...plain, model: 'infinite' },
    { ...plain, model: 'infinite', cleanup: 0 },
  ]) {
    const pixels = await photo(work);
    const { header } = await desk.ask(work, pixels);
    const { fault } = await expected(work, pixels);
    expect(fault).not.toBe('');
    expect(header).toEqual({ kind: 'ran', fault });
  }
  expect((await desk.ask(plain, await photo(plain))).header).toEqual({ kind: 'ran', fault: '' });
});

test('a tile for which the device has no room fails, and smaller ones run', async ({ app }) => {
  const desk = await openEngineDesk(app.page, (key) => networks[key]!);
  const worker = await visitEngine(app, '?engine=webgpu');
  // As if memory ended there: whatever is larger is asked for in a size that no device has.
  await worker.evaluate((room) => {
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const size = descriptor.label === 'image' && descriptor.size > room ? 2 ** 45 : descriptor.size;
      return createBuffer.call(this, { ...descriptor, size });
    };
  }, 30_000);
  expect((await desk.ask(plain, await photo(plain))).header).toMatchObject({ kind: 'failed', lost: false });
  // onnxruntime is of no use after that, so another worker goes on.
  const half: Work = { ...plain, width: 31, crop: { left: 3, top: 5, width: 25, height: 43 } };
  const answer = await desk.ask(half, await photo(half));
  expect(answer.header).toEqual({ kind: 'ran', fault: '' });
  expect(largest(answer.pixels, (await expected(half, await photo(half))).pixels)).toBeLessThanOrEqual(1);
  expect(desk.offers).toHaveLength(1);
});

test('no more goes up to the GPU and comes down than the packed tile and a twentieth', async ({ app }) => {
  const desk = await openEngineDesk(app.page, (key) => networks[key]!);
  const traffic = await countTraffic(await visitEngine(app, '?engine=webgpu'));
  const wide: Work = {
    ...fastWork,
    width: 64 + 24,
    height: 48 + 24,
    crop: { left: 12, top: 12, width: 64, height: 48 },
  };
  const works: readonly Work[] = [wide, { ...plain, depth: 16 }, { ...plain, want: 'planes' }];
  for (const work of works) {
    const pixels = await photo(work);
    // The first one also takes the weights up.
    await desk.ask(work, pixels);
    await traffic.reset();
    const answer = await desk.ask(work, pixels);
    const packed = pixels.byteLength + answer.pixels.byteLength;
    const moved = await traffic.read();
    expect(moved).toBeGreaterThanOrEqual(packed);
    expect(moved).toBeLessThanOrEqual(1.05 * packed);
  }
});
