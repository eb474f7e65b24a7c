import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../../../electron/contract/settings.ts';
import { floatBicubic } from '../../../support/float-bicubic.ts';
import { withProfile } from '../../../support/png-profile.ts';
import { randomFrom } from '../../../support/random.ts';
import { createUpscaler } from '../../../support/upscale.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-kept-'));
const upscaler = await createUpscaler();
afterAll(async () => {
  await upscaler.close();
  await rm(folder, { recursive: true });
});

async function upscale(name: string, bytes: Buffer, settings: Partial<Settings> = {}): Promise<string> {
  const source = path.join(folder, name);
  await writeFile(source, bytes);
  const outcome = await upscaler.upscale(source, settings);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.output.path;
}

/** Samples as they are stored: no profile applied, no orientation. */
async function stored(file: string) {
  const metadata = await sharp(file).metadata();
  const deep = metadata.depth === 'ushort';
  const grey = metadata.channels! <= 2;
  const space = deep ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb';
  const raw = sharp(file, { ignoreIcc: true })
    .toColourspace(space)
    .raw({ depth: deep ? 'ushort' : 'uchar' });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : new Uint8Array(data);
  return { metadata, samples, width: info.width, height: info.height, channels: info.channels };
}

function deepPng(samples: Uint16Array, width: number, height: number): Promise<Buffer> {
  // Typed arrays of 16 bit are read as such; a Buffer would be taken for bytes.
  return sharp(samples, { raw: { width, height, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
}

describe('16 bit', () => {
  it('stays 16 bit: at strength 0 within 2/65535 of the exact bicubic', async () => {
    const [width, height] = [33, 21];
    const random = randomFrom(9);
    const samples = Uint16Array.from({ length: width * height * 3 }, () => 2000 + random() * 60000);
    const file = await upscale('deep.png', await deepPng(samples, width, height), { scale: 4, strength: 0 });
    const result = await stored(file);
    expect(result.metadata.depth).toBe('ushort');
    expect([result.width, result.height, result.channels]).toEqual([4 * width, 4 * height, 3]);
    for (let c = 0; c < 3; c++) {
      const wanted = floatBicubic(
        samples.filter((_, i) => i % 3 === c),
        width,
        height,
        4,
      );
      wanted.forEach((value, i) => {
        const clipped = Math.min(65535, Math.max(0, value));
        expect(Math.abs(result.samples[3 * i + c]! - clipped)).toBeLessThanOrEqual(2);
      });
    }
  });

  it('keeps a ramp that spans less than one 8-bit step, at strength 1', async () => {
    const [width, height] = [80, 24];
    const samples = Uint16Array.from(
      { length: width * height * 3 },
      (_, i) => 30000 + 2.5 * (Math.floor(i / 3) % width),
    );
    const result = await stored(await upscale('ramp.png', await deepPng(samples, width, height), { scale: 2 }));
    const row = Array.from({ length: 2 * width }, (_, x) => result.samples[3 * (height * 2 * width + x) + 1]!);
    expect(new Set(row).size).toBeGreaterThan(60);
    const [left, right] = [row.slice(20, 40), row.slice(-40, -20)].map(
      (part) => part.reduce((a, b) => a + b) / part.length,
    );
    expect(right! - left!).toBeGreaterThan(100);
    expect(right! - left!).toBeLessThan(200);
  });
});

describe('colour', () => {
  it('is the same samples under Display P3 and sRGB, each under its own profile', async () => {
    const photo = await sharp(path.resolve('tests/fixtures/photos/kitten.jpg'))
      .resize(48, 24)
      .removeAlpha()
      .png()
      .toBuffer();
    const profiles = await Promise.all(
      (['p3', 'srgb'] as const).map(async (name) => {
        const tagged = await sharp(photo).withIccProfile(name).png().toBuffer();
        return (await sharp(tagged).metadata()).icc!;
      }),
    );
    expect(profiles[0]!.equals(profiles[1]!)).toBe(false);
    const results: Buffer[] = [];
    for (const [i, profile] of profiles.entries()) {
      const file = await upscale(`tagged-${i}.png`, withProfile(photo, 'profile', profile), { scale: 2 });
      const result = await stored(file);
      expect(result.metadata.icc?.equals(profile)).toBe(true);
      results.push(Buffer.from(result.samples));
    }
    expect(Buffer.compare(results[0]!, results[1]!)).toBe(0);
    const plain = await stored(await upscale('untagged.png', photo, { scale: 2 }));
    expect(Buffer.compare(results[0]!, Buffer.from(plain.samples))).toBe(0);
  });

  it('stays neutral in a greyscale photo, which stays one channel', async () => {
    const photo = sharp(path.resolve('tests/fixtures/photos/chelsea.jpg')).resize(40).toColourspace('b-w');
    for (const format of ['jpeg', 'png'] as const) {
      const bytes = await photo.clone().toFormat(format).toBuffer();
      const result = await stored(await upscale(`grey.${format}`, bytes, { scale: 2 }));
      expect(result.metadata.space).toBe('b-w');
      expect(result.metadata.channels).toBe(1);
      expect(new Set(result.samples).size).toBeGreaterThan(30);
    }
  });
});

describe('orientation', () => {
  const [width, height] = [9, 6];
  const random = randomFrom(4);
  const upright = Uint8Array.from({ length: width * height * 3 }, () => random() * 255);
  // Where the stored pixel (x, y) of a w × h picture shows, per EXIF 2.32, table 6.
  const shown: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y, w) => [w - 1 - x, y],
    3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    4: (x, y, _, h) => [x, h - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y, _, h) => [h - 1 - y, x],
    7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
    8: (x, y, w) => [y, w - 1 - x],
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i stands upright once', async (orientation) => {
    const turned = orientation >= 5;
    const [w, h] = turned ? [height, width] : [width, height];
    const samples = Buffer.alloc(width * height * 3);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const [ux, uy] = shown[orientation]!(x, y, w, h);
        for (let c = 0; c < 3; c++) samples[3 * (y * w + x) + c] = upright[3 * (uy * width + ux) + c]!;
      }
    }
    const bytes = await sharp(samples, { raw: { width: w, height: h, channels: 3 } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const result = await stored(await upscale(`turned-${orientation}.png`, bytes, { scale: 2, strength: 0 }));
    expect(result.metadata.orientation ?? 1).toBe(1);
    expect([result.width, result.height]).toEqual([2 * width, 2 * height]);
    for (let c = 0; c < 3; c++) {
      const wanted = floatBicubic(
        upright.filter((_, i) => i % 3 === c),
        width,
        height,
        2,
      );
      wanted.forEach((value, i) => {
        expect(Math.abs(result.samples[3 * i + c]! - Math.min(255, Math.max(0, value)))).toBeLessThanOrEqual(0.51);
      });
    }
  });
});

describe('alpha', () => {
  it('has no dark fringe: a disc on transparent black keeps its colour to the edge', async () => {
    const size = 48;
    const colour = [200, 120, 60];
    const pixels = Buffer.alloc(4 * size * size);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const distance = Math.hypot(x - 23.5, y - 23.5);
        const alpha = Math.min(1, Math.max(0, 16.5 - distance));
        if (alpha > 0) pixels.set([...colour, Math.round(255 * alpha)], 4 * (y * size + x));
      }
    }
    const bytes = await sharp(pixels, { raw: { width: size, height: size, channels: 4 } })
      .png()
      .toBuffer();
    for (const scale of [2, 4] as const) {
      const { samples, channels } = await stored(await upscale(`disc-${scale}.png`, bytes, { scale }));
      expect(channels).toBe(4);
      let visible = 0;
      let edge = 0;
      for (let i = 0; i < samples.length; i += 4) {
        const alpha = samples[i + 3]!;
        if (alpha === 0) continue;
        visible++;
        if (alpha < 255) edge++;
        for (let c = 0; c < 3; c++) expect(samples[i + c]!).toBeGreaterThanOrEqual(0.9 * colour[c]!);
      }
      expect(visible / scale ** 2).toBeGreaterThan(700);
      expect(edge).toBeGreaterThan(20);
    }
  });
});
