import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../../electron/contract/problem.ts';
import { probePicture } from '../../../../electron/image/probe.ts';
import { ascii, frontTiff, long, short } from './made-tiffs.ts';
import { gradient, pictureOf, temporaryFolder, writeBytes } from './pictures.ts';

async function problemWith(name: string, bytes: Uint8Array | string): Promise<Problem> {
  const path = await writeBytes(await temporaryFolder(), name, bytes);
  const error = await probePicture(path).catch((reason: unknown) => reason);
  if (!(error instanceof Error && 'problem' in error)) throw new Error(`expected a problem, received ${error}`);
  return error.problem as Problem;
}

const box = (brand: string, ...others: string[]) => {
  const bytes = Buffer.alloc(16 + 4 * others.length);
  bytes.writeUInt32BE(bytes.length);
  bytes.write(`ftyp${brand}`, 4, 'latin1');
  others.forEach((other, i) => {
    bytes.write(other, 16 + 4 * i, 'latin1');
  });
  return Buffer.concat([bytes, Buffer.alloc(200)]);
};

describe('a file that cannot be read', () => {
  it.each([
    ['nothing.jpg', '', 'empty-file', {}],
    ['letter.jpg', 'Dear Sir or Madam', 'not-a-picture', {}],
    ['noise.png', Buffer.from([1, 2, 3, 4, 5, 6]), 'not-a-picture', {}],
    ['own.v', Buffer.from([0xb6, 0xa6, 0xf2, 0x08, ...Array(200).fill(0)]), 'not-a-picture', {}],
    [
      'drawing.svg',
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
      'unsupported-format',
      { format: 'SVG' },
    ],
    ['drawing.png', '<svg width="1" height="1"/>', 'unsupported-format', { format: 'SVG' }],
    ['paper.pdf', '%PDF-1.7', 'unsupported-format', { format: 'PDF' }],
    ['phone.heic', box('heic', 'mif1'), 'unsupported-format', { format: 'HEIC' }],
    ['phone.jpg', box('mif1', 'heic'), 'unsupported-format', { format: 'HEIC' }],
    ['new.jxl', Buffer.from([0xff, 0x0a, 0, 0]), 'unsupported-format', { format: 'JPEG XL' }],
    ['layers.psd', '8BPS\0\x01', 'unsupported-format', { format: 'Photoshop (PSD)' }],
    ['old.bmp', Buffer.from('BM\x36\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'), 'unsupported-format', { format: 'BMP' }],
    [
      'camera.cr2',
      Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'),
      'unsupported-format',
      { format: 'Canon RAW (CR2)' },
    ],
    ['camera.dng', frontTiff(8, 8, [long(50706, 1)]), 'unsupported-format', { format: 'camera RAW' }],
    ['camera.nef', frontTiff(8, 8, [long(254, 1), long(330, 8)]), 'unsupported-format', { format: 'camera RAW' }],
    ['film.avif', box('avis'), 'animated', { frames: 'several' }],
    ['head.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'damaged', { detail: expect.any(String) }],
    ['head.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'damaged', { detail: expect.any(String) }],
    ['head.tif', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'damaged', { detail: expect.any(String) }],
  ] as const)('%s is named with its reason', async (name, bytes, code, values) => {
    expect(await problemWith(name, bytes)).toEqual({ code, subject: name, values });
  });

  it('is named when it is not there, or is a folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'album.jpg'));
    await expect(probePicture(join(folder, 'gone.jpg'))).rejects.toMatchObject({
      problem: { code: 'not-found', subject: 'gone.jpg' },
    });
    await expect(probePicture(join(folder, 'album.jpg', 'gone.jpg'))).rejects.toMatchObject({
      problem: { code: 'not-found', subject: 'gone.jpg' },
    });
    await expect(probePicture(join(folder, 'album.jpg'))).rejects.toMatchObject({
      problem: { code: 'not-a-picture', subject: 'album.jpg' },
    });
  });

  it.each(['gif', 'webp'] as const)('because it is an animated %s, with the number of its frames', async (format) => {
    const frames = gradient(16, 48, 3);
    const film = sharp(frames, { raw: { width: 16, height: 48, channels: 3, pageHeight: 16 } });
    const bytes = await (format === 'gif' ? film.gif() : film.webp()).toBuffer();
    expect(await problemWith(`film.${format}`, bytes)).toMatchObject({ code: 'animated', values: { frames: 3 } });
  });

  it('because it is an animated PNG', async () => {
    const still = await pictureOf(gradient(16, 16, 3), 16, 16, 3)
      .png()
      .toBuffer();
    const control = Buffer.alloc(20);
    control.writeUInt32BE(8, 0);
    control.write('acTL', 4, 'latin1');
    control.writeUInt32BE(5, 8);
    const film = Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]);
    expect(await problemWith('film.png', film)).toMatchObject({ code: 'animated', values: { frames: 5 } });
  });

  it.each([
    ['huge.png', 'interlaced PNG'],
    ['huge.jpg', 'progressive JPEG'],
  ])('because %s would take too much memory, with the limit and what to save it as', async (name, format) => {
    const picture = pictureOf(gradient(16, 16, 3), 16, 16, 3);
    const bytes = await (name.endsWith('png')
      ? picture.png({ progressive: true })
      : picture.jpeg({ progressive: true })
    ).toBuffer();
    // Only the header is asked for its size, so it may claim any.
    const at = name.endsWith('png') ? 16 : bytes.indexOf(Buffer.from([0xff, 0xc2])) + 5;
    if (name.endsWith('png')) {
      bytes.writeUInt32BE(20_000, at);
      bytes.writeUInt32BE(15_000, at + 4);
      const { crc32 } = await import('node:zlib');
      bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    } else {
      bytes.writeUInt16BE(15_000, at);
      bytes.writeUInt16BE(20_000, at + 2);
    }
    const problem = await problemWith(name, bytes);
    expect(problem).toMatchObject({
      code: 'too-many-pixels',
      values: { direction: 'read', megapixels: 300, format, limit: expect.any(Number), instead: expect.any(String) },
    });
  });
});

describe('a look at the header', () => {
  it('tells size, depth, channels and dots per inch', async () => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(30, 20, 4, 16), 30, 20, 4)
      .withMetadata({ density: 240 })
      .png()
      .toBuffer();
    const path = await writeBytes(folder, 'Ümläut 50% #?.png', bytes);
    expect(await probePicture(path)).toEqual({
      path,
      name: 'Ümläut 50% #?.png',
      bytes: bytes.length,
      format: 'png',
      width: 30,
      height: 20,
      orientation: 1,
      depth: 16,
      grey: false,
      alpha: true,
      density: expect.closeTo(240, 0),
      space: 'srgb',
      warnings: [],
    });
  });

  it('goes by the contents, not by the name', async () => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .webp()
      .toBuffer();
    expect((await probePicture(await writeBytes(folder, 'really.jpg', bytes))).format).toBe('webp');
  });

  it('finds the dots per inch of a WebP in its EXIF', async () => {
    const folder = await temporaryFolder();
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .withMetadata({ density: 300 })
      .webp()
      .toBuffer();
    expect((await probePicture(await writeBytes(folder, 'a.webp', bytes))).density).toBeCloseTo(300, 0);
  });

  it('reads pictures of one pixel, and of one pixel’s width', async () => {
    const folder = await temporaryFolder();
    for (const [width, height] of [
      [1, 1],
      [1, 5000],
    ] as const) {
      const bytes = await pictureOf(gradient(width, height, 3), width, height, 3)
        .jpeg()
        .toBuffer();
      expect(await probePicture(await writeBytes(folder, 'thin.jpg', bytes))).toMatchObject({ width, height });
    }
  });

  it('says that an HDR gain map is lost', async () => {
    const folder = await temporaryFolder();
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      '<rdf:Description rdf:about="" xmlns:HDRGainMap="http://ns.apple.com/HDRGainMap/1.0/" HDRGainMap:HDRGainMapVersion="65536"/></rdf:RDF></x:xmpmeta>';
    const bytes = await pictureOf(gradient(8, 8, 3), 8, 8, 3)
      .withXmp(xmp)
      .jpeg()
      .toBuffer();
    expect((await probePicture(await writeBytes(folder, 'hdr.jpg', bytes))).warnings).toEqual([
      'its HDR gain map is lost',
    ]);
  });

  it('takes a plain TIFF with texts for what it is', async () => {
    const folder = await temporaryFolder();
    const tiff = frontTiff(8, 8, [ascii(271, 'Acme'), short(274, 8)]);
    expect(await probePicture(await writeBytes(folder, 'scan.tif', tiff))).toMatchObject({
      format: 'tiff',
      orientation: 8,
    });
  });
});

describe('a PNG whose colours are meant otherwise than sRGB', () => {
  const withChunks = async (...chunks: (readonly [type: string, data: readonly number[]])[]) => {
    const still = await pictureOf(gradient(16, 16, 3), 16, 16, 3)
      .png()
      .toBuffer();
    const { crc32 } = await import('node:zlib');
    const made = chunks.map(([type, data]) => {
      const chunk = Buffer.alloc(12 + data.length);
      chunk.writeUInt32BE(data.length);
      chunk.write(type, 4, 'latin1');
      chunk.set(data, 8);
      chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
      return chunk;
    });
    const bytes = Buffer.concat([still.subarray(0, 33), ...made, still.subarray(33)]);
    return (await probePicture(await writeBytes(await temporaryFolder(), 'tagged.png', bytes))).warnings;
  };
  const linear = ['gAMA', [0, 1, 0x86, 0xa0]] as const;

  it('is read with a word about what is not kept', async () => {
    expect(await withChunks(linear)).toEqual(['its gamma of 1.000 (gAMA) is not kept']);
    expect(await withChunks(['cICP', [9, 16, 0, 1]])).toEqual([
      'its colour space (primaries 9, transfer 16 of ITU-T H.273) is not kept',
    ]);
  });

  it('is not mistaken for one that says sRGB', async () => {
    expect(await withChunks(['gAMA', [0, 0, 0xb1, 0x8f]])).toEqual([]);
    expect(await withChunks(['sRGB', [0]], linear)).toEqual([]);
    expect(await withChunks(['cICP', [1, 13, 0, 1]], linear)).toEqual([]);
  });
});
