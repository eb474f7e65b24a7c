import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  exifBlock,
  exifDensity,
  exifOfResult,
  exifTags,
  parseExif,
  readTiffExif,
} from '../../../../electron/image/exif.ts';
import { graftTiff } from '../../../../electron/image/graft-tiff.ts';
import { isComplete } from '../../../../electron/image/is-complete.ts';
import { gradient, pictureOf, temporaryFolder, writeBytes } from './pictures.ts';

const entry = (tag: number, type: number, count: number, bytes: number[] | string) => ({
  tag,
  type,
  count,
  value: Buffer.from(bytes as number[]),
});

const exif = {
  main: [entry(271, 2, 10, 'Acme & Co\0'), entry(272, 2, 2, 'X\0')],
  exif: [entry(0x829a, 5, 1, [1, 0, 0, 0, 250, 0, 0, 0]), entry(0x8827, 3, 1, [100, 0])],
  gps: [entry(1, 2, 2, 'N\0')],
  interoperability: [entry(1, 2, 4, 'R98\0')],
};

describe('EXIF', () => {
  it('is read back as it was written, with or without its mark', async () => {
    expect(await parseExif(exifBlock(exif))).toEqual(exif);
    expect(await parseExif(Buffer.concat([Buffer.from('Exif\0\0'), exifBlock(exif)]))).toEqual(exif);
  });

  it('is read the same from a big-endian block', async () => {
    const block = Buffer.from(
      // MM, 42, directory at 8: one short (orientation 6), one rational (x resolution 300/1), end; then 300, 1.
      '4d4d002a00000008' +
        '0002' +
        '011200030000000100060000' +
        '011a00050000000100000026' +
        '00000000' +
        '0000012c00000001',
      'hex',
    );
    const { main } = (await parseExif(block))!;
    expect(main).toEqual([
      entry(exifTags.orientation, 3, 1, [6, 0]),
      entry(exifTags.xResolution, 5, 1, [0x2c, 1, 0, 0, 1, 0, 0, 0]),
    ]);
    expect(exifDensity({ main, exif: [], gps: [], interoperability: [] })).toBe(300);
  });

  it('of nonsense is none, and of a cut block what is whole', async () => {
    expect(await parseExif(Buffer.from('nonsense, surely'))).toBeUndefined();
    const cut = exifBlock(exif).subarray(0, 40);
    expect((await parseExif(cut))?.exif).toEqual([]);
  });

  it('of the result stands upright, in its own size, with all else as it was', async () => {
    const was = { ...exif, main: [...exif.main, entry(exifTags.orientation, 3, 1, [6, 0])] };
    const result = exifOfResult(was, { width: 70_000, height: 5, density: 288.5 });
    const value = (tag: number) => [...result.main, ...result.exif].find((found) => found.tag === tag)?.value;
    expect(value(exifTags.orientation)).toEqual(Buffer.from([1, 0]));
    expect(value(exifTags.pixelWidth)?.readUInt32LE()).toBe(70_000);
    expect(exifDensity(result)).toBe(288.5);
    expect(result.gps).toEqual(exif.gps);
    expect(result.main).toEqual(expect.arrayContaining(exif.main));
  });
});

describe('metadata grafted onto a TIFF', () => {
  it.each([false, true])('is there afterwards and changes no sample (BigTIFF: %s)', async (bigtiff) => {
    const folder = await temporaryFolder();
    const samples = gradient(40, 30, 3);
    const bytes = await pictureOf(samples, 40, 30, 3).tiff({ compression: 'lzw', bigtiff }).toBuffer();
    const path = await writeBytes(folder, 'a.tif', bytes);
    const caption = Buffer.from([0x1c, 2, 120, 0, 5, ...Buffer.from('Hello')]);
    const icc = (await sharp(await pictureOf(samples, 40, 30, 3).withIccProfile('p3').png().toBuffer()).metadata()).icc;
    await graftTiff(path, { exif, iptc: caption, icc });
    expect((await stat(path)).size).toBeGreaterThan(bytes.length);
    expect(await readTiffExif(path)).toEqual({ ...exif, main: expect.arrayContaining(exif.main) });
    const metadata = await sharp(path).metadata();
    expect(metadata.icc?.equals(icc!)).toBe(true);
    expect(metadata.iptc?.subarray(0, caption.length)).toEqual(caption);
    expect(Uint8Array.from(await sharp(path, { ignoreIcc: true }).raw().toBuffer())).toEqual(samples);
    expect(await isComplete(path)).toBe(true);
  });
});
