import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOverviews } from '../../../../electron/machine/overviews.ts';
import { withProfile } from '../../../support/png-profile.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const picture = (width: number, height: number, colour: { r: number; g: number; b: number; alpha?: number }) =>
  sharp({ create: { width, height, channels: colour.alpha === undefined ? 3 : 4, background: colour } });

const opaque = { space: 'srgb', alpha: false } as const;

describe('overviews', () => {
  it('stand upright and no longer than asked, small pictures as they are', async () => {
    const file = path.join(folder, 'turned.jpg');
    await picture(400, 100, { r: 9, g: 99, b: 199 }).withMetadata({ orientation: 6 }).jpeg().toFile(file);
    const overviews = createOverviews();
    const size = async (side: number) => {
      const { format, width, height } = await sharp(await overviews.read(file, side, opaque)).metadata();
      return { format, width, height };
    };
    expect(await size(192)).toEqual({ format: 'jpeg', width: 48, height: 192 });
    expect(await size(1024)).toEqual({ format: 'jpeg', width: 100, height: 400 });
  });

  it('keep transparency and the widest colours of a Display P3 photo', async () => {
    const tagged = await picture(8, 8, { r: 0, g: 0, b: 0 }).withIccProfile('p3').png().toBuffer();
    const profile = (await sharp(tagged).metadata()).icc!;
    const plain = await picture(64, 64, { r: 250, g: 10, b: 10, alpha: 0.5 }).png().toBuffer();
    const file = path.join(folder, 'wide.png');
    await writeFile(file, withProfile(plain, 'Display P3', profile));
    const bytes = await createOverviews().read(file, 48, { space: 'display-p3', alpha: true });
    const { hasAlpha, icc, width } = await sharp(bytes).metadata();
    expect([hasAlpha, width, icc?.equals(profile)]).toEqual([true, 48, true]);
    const [red, green, blue] = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(red).toBeGreaterThanOrEqual(245);
    expect(Math.max(green!, blue!)).toBeLessThanOrEqual(16);
  });

  it('are made anew when the file has changed, and once for those who ask at the same time', async () => {
    const file = path.join(folder, 'changing.png');
    const overviews = createOverviews();
    await picture(20, 20, { r: 0, g: 0, b: 0 }).png().toFile(file);
    const [one, two] = await Promise.all([overviews.read(file, 64, opaque), overviews.read(file, 64, opaque)]);
    expect(two).toBe(one);
    await picture(30, 20, { r: 0, g: 0, b: 0 }).png().toFile(file);
    await utimes(file, 1, 1);
    expect((await sharp(await overviews.read(file, 64, opaque)).metadata()).width).toBe(30);
  });

  it('are made of a larger one of the same photo, which is not decoded again', async () => {
    const file = path.join(folder, 'once.png');
    await picture(300, 200, { r: 200, g: 100, b: 50 }).png().toFile(file);
    await utimes(file, 1, 1);
    const { size } = await stat(file);
    const overviews = createOverviews();
    await overviews.read(file, 256, opaque);
    // Nobody could decode it any more, and nothing shows it.
    await writeFile(file, Buffer.alloc(size));
    await utimes(file, 1, 1);
    const { data, info } = await sharp(await overviews.read(file, 64, opaque))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([64, 43]);
    for (const [c, value] of [200, 100, 50].entries()) expect(Math.abs(data[c]! - value)).toBeLessThan(4);
  });

  it('say what is wrong with a file that is gone or broken', async () => {
    const overviews = createOverviews();
    const missing = overviews.read(path.join(folder, 'none.png'), 64, opaque);
    await expect(missing).rejects.toMatchObject({ problem: { code: 'not-found', subject: 'none.png' } });
    const file = path.join(folder, 'text.png');
    await writeFile(file, 'no picture');
    const broken = overviews.read(file, 64, opaque);
    await expect(broken).rejects.toMatchObject({ problem: { code: 'damaged', subject: 'text.png' } });
  });
});
