import { appendFile, copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUpscaler } from '../../../support/upscale.ts';

/** What the outside does in the middle of a run. */
const outside = vi.hoisted(() => ({
  free: undefined as number | undefined,
  beforeDecoding: async (_path: string): Promise<void> => {},
}));

vi.mock('../../../../electron/image/image-problem.ts', async (original) => {
  const real = await original<typeof import('../../../../electron/image/image-problem.ts')>();
  return { ...real, freeBytes: async (folder: string) => outside.free ?? real.freeBytes(folder) };
});
vi.mock('../../../../electron/image/decode-picture.ts', async (original) => {
  const real = await original<typeof import('../../../../electron/image/decode-picture.ts')>();
  const decodePicture: typeof real.decodePicture = async (facts, folder, signal) => {
    await outside.beforeDecoding(facts.path);
    return real.decodePicture(facts, folder, signal);
  };
  return { ...real, decodePicture };
});

const upscaler = await createUpscaler();
afterAll(() => upscaler.close());
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'residual-trouble-'));
});
afterEach(async () => {
  outside.free = undefined;
  outside.beforeDecoding = async () => {};
  await rm(folder, { recursive: true });
});

async function photo(): Promise<string> {
  const file = path.join(folder, 'a.jpg');
  await copyFile(path.resolve('tests/fixtures/photos/kitten.jpg'), file);
  return file;
}

describe('a photo', () => {
  it('is not begun where the disk has no room for its result, and the numbers are said', async () => {
    const source = await photo();
    const { width, height } = await sharp(source).metadata();
    outside.free = 1e6;
    let begun = false;
    outside.beforeDecoding = async () => {
      begun = true;
    };
    const needed = (1 + 2 * 4) * 3 * width! * height!;
    expect(await upscaler.upscale(source, { scale: 2 })).toEqual({
      kind: 'failed',
      problem: { code: 'disk-full', subject: 'a.jpg', values: { needed, free: 1e6 } },
    });
    expect(begun).toBe(false);
    expect(await readdir(folder)).toEqual(['a.jpg']);
    outside.free = needed;
    expect(await upscaler.upscale(source, { scale: 2 })).toMatchObject({ kind: 'done' });
  });

  it('that changes while it is read gives no result', async () => {
    const source = await photo();
    outside.beforeDecoding = (file) => appendFile(file, 'more');
    const outcome = await upscaler.upscale(source, { scale: 2 });
    expect(outcome).toMatchObject({ kind: 'failed', problem: { code: 'source-changed', subject: 'a.jpg' } });
    expect(await readdir(folder)).toEqual(['a.jpg']);
  });

  it('that is a still GIF becomes a PNG: 256 colours would lose what the network adds', async () => {
    const source = path.join(folder, 'a.gif');
    await sharp(await photo())
      .resize(24)
      .gif()
      .toFile(source);
    expect(await upscaler.upscale(source, { scale: 2 })).toMatchObject({ kind: 'done', output: { name: 'a_x2.png' } });
  });
});
