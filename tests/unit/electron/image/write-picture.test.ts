import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../../../electron/contract/settings.ts';
import { type Exif, exifBlock, exifTags, parseExif, readTiffExif } from '../../../../electron/image/exif.ts';
import { exifSegment, graftJpeg } from '../../../../electron/image/graft-jpeg.ts';
import { iptcRecords, iptcSegment } from '../../../../electron/image/iptc.ts';
import { isComplete } from '../../../../electron/image/is-complete.ts';
import { probePicture } from '../../../../electron/image/probe.ts';
import { readProvenance } from '../../../../electron/image/provenance.ts';
import { createPictureWriter } from '../../../../electron/image/write-picture.ts';
import { ascii, frontTiff, long } from './made-tiffs.ts';
import {
  type Channels,
  gradient,
  never,
  pattern,
  pictureOf,
  readAll,
  save,
  someProvenance,
  temporaryFolder,
  writeBytes,
} from './pictures.ts';

const formats: readonly Format[] = ['jpeg', 'png', 'webp', 'avif', 'tiff'];
const width = 64;
const height = 46;

const userXmp =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"' +
  ' dc:source="the attic" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>';

/** A JPEG of 32 × 23 as a camera leaves it: turned, with GPS, texts, 300 dpi, a P3 profile, a packet and a caption. */
async function cameraPhoto(folder: string) {
  const jpeg = await pictureOf(gradient(32, 23, 3), 32, 23, 3)
    .withIccProfile('p3')
    .withExif({
      IFD0: { Make: 'Acme', Model: 'Box 1', Copyright: 'Jo Doe', Orientation: '6' },
      IFD2: { LensModel: 'Glass 50', ExposureTime: '1/250', PixelXDimension: '32' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
    })
    .withXmp(userXmp)
    .withMetadata({ orientation: 6, density: 300, icc: 'p3' })
    .jpeg()
    .toBuffer();
  const caption = Buffer.from([0x1c, 2, 120, 0, 5, ...Buffer.from('Hello')]);
  const app13 = iptcSegment(caption);
  const frame = Buffer.from([0xff, 0xed, 0, 0]);
  frame.writeUInt16BE(app13.length + 2, 2);
  const path = await writeBytes(
    folder,
    'camera.jpg',
    Buffer.concat([jpeg.subarray(0, 2), frame, app13, jpeg.subarray(2)]),
  );
  const metadata = await sharp(path).metadata();
  return { path, caption, icc: metadata.icc!, facts: await probePicture(path) };
}

async function exifOf(path: string, format: Format): Promise<Exif> {
  if (format === 'tiff') return (await readTiffExif(path))!;
  return (await parseExif((await sharp(path).metadata()).exif!))!;
}

const text = (entries: Exif['main'], tag: number) =>
  entries
    .find((entry) => entry.tag === tag)
    ?.value.toString('latin1')
    .replace(/\0+$/, '');
const number = (entries: Exif['main'], tag: number) => {
  const entry = entries.find((found) => found.tag === tag);
  return entry?.value.readUIntLE(0, entry.value.length === 2 ? 2 : 4);
};

describe('saving a result', () => {
  it.each(formats)('as %s keeps profile, EXIF, XMP and print size of a camera’s photo', async (format) => {
    const folder = await temporaryFolder();
    const { facts, icc, caption } = await cameraPhoto(folder);
    expect(facts).toMatchObject({ width: 23, height: 32, orientation: 6, density: 300, space: 'display-p3' });
    const samples = gradient(46, 64, 3);
    const saved = await save(facts, samples, { width: 46, height: 64, channels: 3 }, { format, folder });
    const metadata = await sharp(saved.path).metadata();

    expect([metadata.width, metadata.height]).toEqual([46, 64]);
    expect(metadata.orientation ?? 1).toBe(1);
    expect(metadata.icc?.equals(icc)).toBe(true);
    if (format !== 'webp' && format !== 'avif') expect(Math.round(metadata.density!)).toBe(600);

    const { main, exif, gps } = await exifOf(saved.path, format);
    expect([text(main, 271), text(main, 272), text(main, 33432)]).toEqual(['Acme', 'Box 1', 'Jo Doe']);
    expect(text(exif, 0xa434)).toBe('Glass 50');
    expect(exif.find(({ tag }) => tag === 0x829a)?.value.readUInt32LE(4)).toBe(250);
    expect(text(gps, 1)).toBe('N');
    expect(gps.find(({ tag }) => tag === 2)?.value.readUInt32LE(16)).toBe(3230);
    expect(number(main, exifTags.orientation) ?? 1).toBe(1);
    expect([number(exif, exifTags.pixelWidth), number(exif, exifTags.pixelHeight)]).toEqual([46, 64]);
    const resolution = main.find(({ tag }) => tag === exifTags.xResolution)?.value;
    expect(resolution!.readUInt32LE(0) / resolution!.readUInt32LE(4)).toBeCloseTo(600, 0);

    expect(metadata.xmpAsString).toContain('dc:source="the attic"');
    expect(metadata.xmpAsString).toContain('tiff:Orientation="1"');
    const quality = { jpeg: 92, png: null, webp: 90, avif: 60, tiff: null }[format];
    expect(await readProvenance(saved.path)).toEqual({ ...someProvenance, quality });

    if (format === 'jpeg' || format === 'tiff') {
      expect(iptcRecords(metadata.iptc!)!.subarray(0, caption.length)).toEqual(caption);
      expect(saved.warnings).toEqual([]);
    } else {
      expect(saved.warnings).toEqual([expect.stringContaining('IPTC')]);
    }
    expect(await isComplete(saved.path)).toBe(true);
    expect((await readdir(folder)).length).toBe(2);
  });

  it.each(formats)('as %s works for a source that says nothing beside its samples', async (format) => {
    const folder = await temporaryFolder();
    const path = await writeBytes(
      folder,
      'bare.png',
      await pictureOf(gradient(8, 8, 3), 8, 8, 3)
        .png()
        .toBuffer(),
    );
    const facts = await probePicture(path);
    expect(facts.density).toBeNull();
    const samples = gradient(width, height, 3);
    const saved = await save(facts, samples, { width, height, channels: 3 }, { format, folder });
    expect(saved.warnings).toEqual([]);
    expect(await readProvenance(saved.path)).toMatchObject({ source: someProvenance.source });
    const read = await readAll(saved.path, folder);
    const worst = Math.max(...read.samples.map((v, i) => Math.abs(v - samples[i]!)));
    expect(worst).toBeLessThanOrEqual(format === 'png' || format === 'tiff' ? 0 : 12);
  });

  it.each([
    ['png', 1],
    ['png', 2],
    ['png', 3],
    ['png', 4],
    ['tiff', 1],
    ['tiff', 2],
    ['tiff', 3],
    ['tiff', 4],
  ] as const)('as 16-bit %s of %i channels changes no sample', async (format, channels) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(pattern(8, 8, channels as Channels, 16), 8, 8, channels as Channels)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'deep.png', bytes));
    const samples = pattern(width, height, channels as Channels, 16);
    const size = { width, height, channels: channels as Channels };
    const saved = await save(facts, samples, size, { format, folder });
    const read = await readAll(saved.path, folder);
    expect([read.channels, read.depth]).toEqual([channels, 16]);
    expect(read.samples).toEqual(samples);
    expect(saved.warnings).toEqual([]);
  });

  it.each(['png', 'tiff', 'jpeg'] as const)(
    'as %s gives the same samples under Display P3 and under sRGB',
    async (format) => {
      const folder = await temporaryFolder();
      const samples = gradient(width, height, 3);
      const read = [];
      for (const profile of ['p3', 'srgb']) {
        const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
          .withIccProfile(profile)
          .png()
          .toBuffer();
        const facts = await probePicture(await writeBytes(folder, `${profile}.png`, bytes));
        const saved = await save(facts, samples, { width, height, channels: 3 }, { format, folder });
        const { icc } = await sharp(saved.path).metadata();
        expect(icc?.equals((await sharp(bytes).metadata()).icc!)).toBe(true);
        read.push((await readAll(saved.path, folder)).samples);
      }
      expect(read[0]).toEqual(read[1]);
    },
  );

  it.each(['jpeg', 'png', 'tiff'] as const)('as %s keeps a grey picture grey', async (format) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 1), 8, 8, 1)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'grey.png', bytes));
    const saved = await save(facts, gradient(width, height, 1), { width, height, channels: 1 }, { format, folder });
    expect((await sharp(saved.path).metadata()).channels).toBe(1);
  });

  it.each(['webp', 'avif'] as const)('as %s, which has no grey, writes equal red, green and blue', async (format) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 1), 8, 8, 1)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'grey.png', bytes));
    const saved = await save(facts, gradient(width, height, 1), { width, height, channels: 1 }, { format, folder });
    const { samples } = await readAll(saved.path, folder);
    for (let i = 0; i < samples.length; i += 3) {
      expect(Math.max(...samples.subarray(i, i + 3)) - Math.min(...samples.subarray(i, i + 3))).toBeLessThanOrEqual(2);
    }
  });

  it.each(['jpeg', 'tiff'] as const)('as %s keeps the RGB profile of a grey picture', async (format) => {
    const folder = await temporaryFolder();
    const grey = await pictureOf(gradient(32, 32, 1), 32, 32, 1)
      .jpeg()
      .toBuffer();
    const { icc } = await sharp(
      await pictureOf(gradient(8, 8, 3), 8, 8, 3)
        .withIccProfile('p3')
        .png()
        .toBuffer(),
    ).metadata();
    const body = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc!]);
    const frame = Buffer.from([0xff, 0xe2, 0, 0]);
    frame.writeUInt16BE(body.length + 2, 2);
    const path = await writeBytes(
      folder,
      'grey.jpg',
      Buffer.concat([grey.subarray(0, 2), frame, body, grey.subarray(2)]),
    );
    const facts = await probePicture(path);
    const saved = await save(facts, gradient(width, height, 1), { width, height, channels: 1 }, { format, folder });
    const metadata = await sharp(saved.path).metadata();
    expect(metadata.channels).toBe(1);
    expect(metadata.icc?.equals(icc!)).toBe(true);
    await expect(readAll(saved.path, folder)).resolves.toMatchObject({ channels: 1 });
  });

  it.each(['png', 'webp', 'avif', 'tiff'] as const)('as %s keeps transparency', async (format) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 4), 8, 8, 4)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'alpha.png', bytes));
    const samples = gradient(width, height, 4);
    for (let i = 3; i < samples.length; i += 4) samples[i] = i % 256;
    const saved = await save(facts, samples, { width, height, channels: 4 }, { format, folder });
    const read = await readAll(saved.path, folder);
    expect(read.channels).toBe(4);
    const off = read.samples.filter((v, i) => i % 4 === 3 && Math.abs(v - samples[i]!) > (format === 'avif' ? 60 : 0));
    expect(off).toHaveLength(0);
  });

  it('as JPEG turns transparency white and says so', async () => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 4), 8, 8, 4)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'alpha.png', bytes));
    const clear = new Uint8Array(width * height * 4);
    const saved = await save(facts, clear, { width, height, channels: 4 }, { format: 'jpeg', folder });
    expect(saved.warnings).toEqual(['JPEG holds no transparency: it became white']);
    expect(Math.min(...(await readAll(saved.path, folder)).samples)).toBe(255);
  });

  it.each([
    ['jpeg', 'JPEG holds 8 bits: the other 8 of each sample are lost', 8],
    ['webp', 'WebP holds 8 bits: the other 8 of each sample are lost', 8],
    ['avif', 'AVIF holds 10 of the 16 bits of each sample', 16],
  ] as const)('of 16 bits as %s says what is lost', async (format, warning, depth) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 3, 16), 8, 8, 3)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'deep.png', bytes));
    const samples = gradient(width, height, 3, 16);
    const saved = await save(facts, samples, { width, height, channels: 3 }, { format, folder });
    expect(saved.warnings).toEqual([warning]);
    const read = await readAll(saved.path, folder);
    expect(read.depth).toBe(depth);
    const scale = depth === 8 ? 257 : 1;
    expect(Math.max(...read.samples.map((v, i) => Math.abs(v * scale - samples[i]!) / 257))).toBeLessThan(12);
  });

  it('as JPEG keeps EXIF that the encoder’s library does not know, a rating too', async () => {
    const folder = await temporaryFolder();
    const rating = { tag: 0x4746, type: 3, count: 1, value: Buffer.from([4, 0]) };
    const note = { tag: 37500, type: 7, count: 500, value: Buffer.alloc(500, 7) };
    const block = exifBlock({ main: [rating], exif: [note], gps: [], interoperability: [] });
    const bare = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .jpeg()
      .toBuffer();
    const path = await writeBytes(folder, 'rated.jpg', bare);
    expect(await graftJpeg(path, [exifSegment(block)])).toBe(true);
    const size = { width, height, channels: 3 as const };
    const saved = await save(await probePicture(path), gradient(width, height, 3), size, { format: 'jpeg', folder });
    const { main, exif } = await exifOf(saved.path, 'jpeg');
    expect(main.find(({ tag }) => tag === rating.tag)?.value).toEqual(rating.value);
    expect(exif.find(({ tag }) => tag === note.tag)?.value).toEqual(note.value);
    expect((await readFile(saved.path)).toString('latin1').match(/Exif\0\0/g)).toHaveLength(1);
  });

  it('carries the texts, EXIF and GPS of a TIFF over', async () => {
    const folder = await temporaryFolder();
    const tiff = frontTiff(
      30,
      20,
      [ascii(271, 'Scanner & Co'), ascii(306, '2020:01:02 03:04:05'), { tag: 34665, pointsTo: 1 }],
      [[ascii(0x9003, '2019:01:02 03:04:05'), long(40962, 30)]],
    );
    const facts = await probePicture(await writeBytes(folder, 'scan.tif', tiff));
    for (const format of ['tiff', 'jpeg', 'png'] as const) {
      const saved = await save(facts, gradient(60, 40, 3), { width: 60, height: 40, channels: 3 }, { format, folder });
      const { main, exif } = await exifOf(saved.path, format);
      expect(text(main, 271)).toBe('Scanner & Co');
      expect(text(exif, 0x9003)).toBe('2019:01:02 03:04:05');
      expect(number(exif, exifTags.pixelWidth)).toBe(60);
    }
  });

  it('keeps colour at full resolution in JPEG from quality 90 on', async () => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .jpeg()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'a.jpg', bytes));
    for (const [quality, subsampling] of [
      [null, '4:4:4'],
      [90, '4:4:4'],
      [85, '4:2:0'],
    ] as const) {
      const size = { width, height, channels: 3 as const };
      const saved = await save(facts, gradient(width, height, 3), size, { format: 'jpeg', folder, quality });
      const metadata = await sharp(saved.path).metadata();
      expect(metadata.chromaSubsampling).toBe(subsampling);
      expect(metadata.isProgressive).toBe(false);
      expect((await readProvenance(saved.path))?.quality).toBe(quality ?? 92);
    }
  });

  it('replaces our own earlier entry in a packet instead of adding a second', async () => {
    const folder = await temporaryFolder();
    const { facts } = await cameraPhoto(folder);
    const size = { width: 46, height: 64, channels: 3 as const };
    const first = await save(facts, gradient(46, 64, 3), size, { format: 'png', folder });
    const again = await probePicture(first.path);
    const provenance = { ...someProvenance, strength: 1.5 };
    const second = await save(again, gradient(46, 64, 3), size, { format: 'webp', folder, provenance });
    expect((await readProvenance(second.path))?.strength).toBe(1.5);
    const xmp = (await sharp(second.path).metadata()).xmpAsString!;
    expect(xmp.match(/residual:strength/g)).toHaveLength(1);
    expect(xmp).toContain('the attic');
  });

  it('drops a packet that JPEG has no room for, keeps ours and says so', async () => {
    const folder = await temporaryFolder();
    const long = userXmp.replace('the attic', 'x'.repeat(70_000));
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .withXmp(long)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'long.png', bytes));
    const size = { width, height, channels: 3 as const };
    const jpeg = await save(facts, gradient(width, height, 3), size, { format: 'jpeg', folder });
    expect(jpeg.warnings).toEqual(['its XMP is too long for JPEG']);
    expect(await readProvenance(jpeg.path)).toMatchObject({ model: someProvenance.model });
    const png = await save(facts, gradient(width, height, 3), size, { format: 'png', folder });
    expect((await sharp(png.path).metadata()).xmpAsString).toContain('x'.repeat(70_000));
  });
});

describe.each([
  { where: 'in memory', width, height, kept: [] as string[] },
  { where: 'in a file', width: 3000, height: 1000, kept: ['rows'] },
])('a result that is not finished, its rows $where', ({ width, height, kept }) => {
  const start = async (signal = never) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'source.png', bytes));
    const writer = await createPictureWriter({
      facts,
      width,
      height,
      channels: 3,
      depth: 8,
      format: 'png',
      quality: null,
      scale: 4,
      folder,
      signal,
      provenance: someProvenance,
    });
    return { folder, writer };
  };
  const rows = gradient(width, height, 3);

  it('leaves no file when it is given up', async () => {
    const { folder, writer } = await start();
    await writer.writeRows(rows.subarray(0, width * 3 * 5));
    expect((await readdir(folder)).sort().map((name) => name.replace(/-.*/, ''))).toEqual([...kept, 'source.png']);
    await writer.abort();
    await writer.abort();
    expect(await readdir(folder)).toEqual(['source.png']);
  });

  it('rejects with the reason and leaves no file when aborted while rows come', async () => {
    const controller = new AbortController();
    const { folder, writer } = await start(controller.signal);
    await writer.writeRows(rows.subarray(0, width * 3 * 5));
    controller.abort(new Error('enough'));
    await expect(writer.writeRows(rows.subarray(0, width * 3))).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual(['source.png']);
  });

  it('rejects with the reason and leaves no file when aborted while encoding', async () => {
    const controller = new AbortController();
    const { folder, writer } = await start(controller.signal);
    await writer.writeRows(rows);
    const finishing = writer.finish();
    controller.abort(new Error('enough'));
    await expect(finishing).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual(['source.png']);
  });

  it('is whole, sample for sample, when its rows came in pieces', async () => {
    const { writer } = await start();
    for (let row = 0; row < height; row += 7)
      await writer.writeRows(rows.subarray(row * width * 3, (row + 7) * width * 3));
    const { path } = await writer.finish();
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
    expect(data.equals(rows as Uint8Array)).toBe(true);
  });

  it('is not encoded with rows missing', async () => {
    const { folder, writer } = await start();
    await writer.writeRows(rows.subarray(0, width * 3 * 5));
    await expect(writer.finish()).rejects.toThrow(`5 of ${height} rows`);
    expect(await readdir(folder)).toEqual(['source.png']);
  });
});

describe('a saved file', () => {
  it.each(formats)('as %s is complete, and is not when its end is cut off', async (format) => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .png()
      .toBuffer();
    const facts = await probePicture(await writeBytes(folder, 'source.png', bytes));
    const saved = await save(facts, gradient(width, height, 3), { width, height, channels: 3 }, { format, folder });
    expect(await isComplete(saved.path)).toBe(true);
    const whole = await readFile(saved.path);
    for (const less of [3, Math.floor(whole.length / 2)]) {
      expect(await isComplete(await writeBytes(folder, 'cut', whole.subarray(0, whole.length - less)))).toBe(false);
    }
  });
});
