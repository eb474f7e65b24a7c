import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture, startDecoding } from '../../../../electron/image/decode-picture.ts';
import { probePicture } from '../../../../electron/image/probe.ts';
import { floatTiff, frontTiff } from './made-tiffs.ts';
import {
  type Channels,
  gradient,
  never,
  pattern,
  pictureOf,
  readAll,
  temporaryFolder,
  writeBytes,
} from './pictures.ts';

const width = 37;
const height = 23;

describe('reading a picture', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'stands upright with EXIF orientation %i, whole and in parts',
    async (orientation) => {
      const folder = await temporaryFolder();
      const samples = pattern(width, height, 3);
      const png = await pictureOf(samples, width, height, 3).withMetadata({ orientation }).png().toBuffer();
      const path = await writeBytes(folder, 'turned.png', png);
      const facts = await probePicture(path);
      const upright = await sharp(png).autoOrient().raw().toBuffer({ resolveWithObject: true });
      expect([facts.width, facts.height]).toEqual([upright.info.width, upright.info.height]);

      const raster = await decodePicture(facts, folder, never);
      const whole = await raster.readRegion(0, 0, facts.width, facts.height);
      expect(Buffer.from(whole)).toEqual(upright.data);
      const part = await raster.readRegion(3, 5, 11, 7);
      for (let y = 0; y < 7; y++) {
        const start = ((5 + y) * facts.width + 3) * 3;
        expect(part.subarray(y * 33, (y + 1) * 33)).toEqual(whole.subarray(start, start + 33));
      }
      await raster.close();
      expect(await readdir(folder)).toEqual(['turned.png']);
    },
  );

  it.each([
    ['png', 1],
    ['png', 2],
    ['png', 3],
    ['png', 4],
    ['tiff', 1],
    ['tiff', 3],
    ['tiff', 4],
  ] as const)('keeps every 16-bit sample of a %s of %i channels', async (format, channels) => {
    const folder = await temporaryFolder();
    const samples = pattern(width, height, channels as Channels, 16);
    const picture = pictureOf(samples, width, height, channels as Channels);
    const file = format === 'png' ? picture.png() : picture.tiff({ compression: 'lzw' });
    const read = await readAll(await writeBytes(folder, `deep.${format}`, await file.toBuffer()), folder);
    expect(read.depth).toBe(16);
    expect(read.channels).toBe(channels);
    expect(read.facts).toMatchObject({ grey: channels < 3, alpha: channels % 2 === 0, depth: 16 });
    expect(read.samples).toEqual(samples);
  });

  it('reads a grey JPEG as one channel', async () => {
    const folder = await temporaryFolder();
    const jpeg = await pictureOf(gradient(width, height, 1), width, height, 1)
      .jpeg({ quality: 100 })
      .toBuffer();
    const read = await readAll(await writeBytes(folder, 'grey.jpg', jpeg), folder);
    expect(read.channels).toBe(1);
    expect(read.facts.grey).toBe(true);
    expect(read.samples).toHaveLength(width * height);
  });

  it('leaves samples alone whatever profile they are under', async () => {
    const folder = await temporaryFolder();
    const samples = pattern(width, height, 3);
    const bare = await pictureOf(samples, width, height, 3).png().toBuffer();
    const p3 = await sharp(bare).withIccProfile('p3').png().toBuffer();
    const profiled = await readAll(await writeBytes(folder, 'p3.png', p3), folder);
    const stored = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
    expect(profiled.facts.space).toBe('display-p3');
    expect(Buffer.from(profiled.samples)).toEqual(stored);
    expect((await probePicture(await writeBytes(folder, 'bare.png', bare))).space).toBe('srgb');
  });

  it('converts CMYK to sRGB and says so', async () => {
    const folder = await temporaryFolder();
    const flat = new Uint8Array(width * height * 3).map((_, i) => [200, 60, 30][i % 3]!);
    const cmyk = await sharp(flat, { raw: { width, height, channels: 3 } })
      .toColourspace('cmyk')
      .jpeg({ quality: 95 })
      .toBuffer();
    const read = await readAll(await writeBytes(folder, 'print.jpg', cmyk), folder);
    expect(read.channels).toBe(3);
    expect(read.facts.warnings).toEqual(['CMYK was converted to sRGB']);
    for (const [c, value] of [200, 60, 30].entries()) expect(Math.abs(read.samples[c]! - value)).toBeLessThan(40);
  });

  it('unfolds a palette, with its transparency', async () => {
    const folder = await temporaryFolder();
    const samples = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) samples.set(i % 3 ? [250, 10, 20, 255] : [0, 0, 250, 128], i * 4);
    const png = await pictureOf(samples, width, height, 4).png({ palette: true, dither: 0 }).toBuffer();
    expect((await sharp(png).metadata()).isPalette).toBe(true);
    const read = await readAll(await writeBytes(folder, 'palette.png', png), folder);
    expect([read.channels, read.depth]).toEqual([4, 8]);
    expect(read.samples).toEqual(Uint8Array.from(await sharp(png).raw().toBuffer()));
    expect(read.samples[3]).toBe(128);
    expect([...read.samples.subarray(4, 8)]).toEqual([250, 10, 20, 255]);
  });

  it.each([10, 12] as const)('reads white of a %i-bit AVIF as white', async (bitdepth) => {
    const folder = await temporaryFolder();
    const white = new Uint16Array(64 * 64 * 3).fill(65535);
    const avif = await pictureOf(white, 64, 64, 3).avif({ bitdepth, quality: 100, effort: 0 }).toBuffer();
    const read = await readAll(await writeBytes(folder, 'white.avif', avif), folder);
    expect(read.depth).toBe(16);
    expect(Math.min(...read.samples)).toBe(65535);
  });

  it('reads a floating-point TIFF as 16 bits and says so', async () => {
    const folder = await temporaryFolder();
    const path = await writeBytes(folder, 'float.tif', floatTiff(8, 8, [1, 0.5, 0]));
    const read = await readAll(path, folder);
    expect(read.depth).toBe(16);
    expect(read.facts.warnings).toEqual(['floating-point samples become 16 bits']);
    // Half of full intensity, linear, is 188 of 255 in sRGB.
    expect(read.samples[0]).toBe(65535);
    expect(Math.abs(read.samples[1]! / 257 - 188)).toBeLessThan(1);
    expect(read.samples[2]).toBe(0);
  });

  it('reads the first page of a TIFF and says so', async () => {
    const folder = await temporaryFolder();
    const samples = pattern(8, 16, 3);
    const tiff = await sharp(samples, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .tiff({ compression: 'lzw' })
      .toBuffer();
    const read = await readAll(await writeBytes(folder, 'pages.tif', tiff), folder);
    expect(read.facts.warnings).toEqual(['only the first of its 2 pages is read']);
    expect(read.samples).toEqual(samples.subarray(0, 8 * 8 * 3));
  });

  it('leaves nothing behind when aborted', async () => {
    const folder = await temporaryFolder();
    const png = await pictureOf(pattern(500, 400, 3), 500, 400, 3)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'large.png', png));
    const before = new AbortController();
    before.abort(new Error('before'));
    await expect(decodePicture(facts, folder, before.signal)).rejects.toThrow('before');
    const midway = new AbortController();
    const decoding = decodePicture(facts, folder, midway.signal);
    midway.abort(new Error('midway'));
    await expect(decoding).rejects.toThrow('midway');
    expect(await readdir(folder)).toEqual(['large.png']);
  });
});

describe('a picture that is still being decoded', () => {
  // More than is decoded in memory.
  const [width, high] = [1100, 950];
  const sources = {
    'jpeg, turned by a quarter': () =>
      pictureOf(gradient(width, high, 3), width, high, 3)
        .withMetadata({ orientation: 6 })
        .jpeg(),
    'jpeg, upside down': () =>
      pictureOf(gradient(width, high, 3), width, high, 3)
        .withMetadata({ orientation: 3 })
        .jpeg(),
    'grey jpeg': () => pictureOf(gradient(width, high, 1), width, high, 1).jpeg(),
    'png of 16 bits with transparency': () => pictureOf(pattern(width, high, 4, 16), width, high, 4).png(),
    'tiff with a profile': () =>
      pictureOf(pattern(width, high, 3), width, high, 3)
        .withIccProfile('p3')
        .tiff({ compression: 'lzw' }),
    'webp with transparency': () => pictureOf(gradient(width, high, 4), width, high, 4).webp(),
    'avif of 10 bits': () => pictureOf(gradient(width, high, 3, 16), width, high, 3).avif({ bitdepth: 10, effort: 0 }),
  };

  it.each(Object.entries(sources))('has the same pixels as when it is whole: %s', async (_, source) => {
    const folder = await temporaryFolder();
    const path = await writeBytes(folder, 'picture', await source().toBuffer());
    const whole = await readAll(path, folder);
    const early = await startDecoding(whole.facts, folder, never);
    const { width: across, height: down } = early;
    const side = 16;
    for (const [left, top] of [
      [0, 0],
      [across - side, 0],
      [Math.floor(across / 2) - 8, Math.floor(down / 2) - 8],
      [0, down - side],
    ] as const) {
      const part = await early.readRegion(left, top, side, side);
      for (let y = 0; y < side; y++) {
        const start = ((top + y) * across + left) * early.channels;
        const length = side * early.channels;
        expect(part.subarray(y * length, (y + 1) * length)).toEqual(whole.samples.subarray(start, start + length));
      }
    }
    await early.close();
    expect(await readdir(folder)).toEqual(['picture']);
  });
});

describe('a picture that is cut short', () => {
  const make = {
    'baseline.jpg': () => pictureOf(pattern(200, 150, 3), 200, 150, 3).jpeg(),
    'progressive.jpg': () => pictureOf(pattern(200, 150, 3), 200, 150, 3).jpeg({ progressive: true }),
    'plain.png': () => pictureOf(pattern(200, 150, 3), 200, 150, 3).png(),
    'deep.png': () => pictureOf(pattern(200, 150, 3, 16), 200, 150, 3).png(),
    'lossy.webp': () => pictureOf(pattern(200, 150, 3), 200, 150, 3).webp(),
    'still.avif': () => pictureOf(pattern(200, 150, 3), 200, 150, 3).avif({ effort: 0 }),
    'still.gif': () => pictureOf(pattern(200, 150, 3), 200, 150, 3).gif(),
  };

  const failure = async (path: string, folder: string) => {
    const error = await readAll(path, folder).catch((reason: unknown) => reason);
    return error instanceof Error && 'problem' in error ? (error.problem as { code: string }).code : error;
  };

  it.each(Object.entries(make))(
    '%s is called damaged, wherever it was cut, and leaves no file',
    async (name, picture) => {
      const folder = await temporaryFolder();
      const bytes = await picture().toBuffer();
      const path = await writeBytes(folder, name, bytes);
      await expect(readAll(path, folder)).resolves.toMatchObject({ facts: { name } });
      for (const share of [0.05, 0.3, 0.6, 0.9, 0.99]) {
        await writeBytes(folder, name, bytes.subarray(0, Math.floor(bytes.length * share)));
        expect([share, await failure(path, folder)]).toEqual([share, 'damaged']);
      }
      expect(await readdir(folder)).toEqual([name]);
    },
  );

  it.each([0.02, 0.3, 0.6, 0.9, 0.99])(
    'a TIFF that begins with its directory is called damaged when %f of it is left',
    async (share) => {
      const folder = await temporaryFolder();
      const bytes = frontTiff(200, 150);
      const path = await writeBytes(folder, 'front.tif', bytes);
      await expect(readAll(path, folder)).resolves.toMatchObject({ channels: 3 });
      await writeBytes(folder, 'front.tif', bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(await failure(path, folder)).toBe('damaged');
    },
  );

  it('is read when all that is wrong is harmless: bytes behind the end, or between segments', async () => {
    const folder = await temporaryFolder();
    const jpeg = await make['baseline.jpg']().toBuffer();
    const png = await make['plain.png']().toBuffer();
    const stray = Buffer.concat([jpeg.subarray(0, 20), Buffer.from([0, 0, 0]), jpeg.subarray(20)]);
    for (const [name, bytes] of [
      ['behind.jpg', Buffer.concat([jpeg, Buffer.from('trailer')])],
      ['between.jpg', stray],
      ['behind.png', Buffer.concat([png, Buffer.from('trailer')])],
    ] as const) {
      await expect(readAll(await writeBytes(folder, name, bytes), folder)).resolves.toMatchObject({ channels: 3 });
    }
  });
});
