import { type LaidEntry, layOutDirectories, tiffTypes } from '../../../../electron/image/tiff-structure.ts';

export function short(tag: number, ...values: number[]): LaidEntry {
  const value = Buffer.alloc(2 * values.length);
  values.forEach((v, i) => {
    value.writeUInt16LE(v, 2 * i);
  });
  return { tag, type: tiffTypes.short, count: values.length, value };
}

export function long(tag: number, ...values: number[]): LaidEntry {
  const value = Buffer.alloc(4 * values.length);
  values.forEach((v, i) => {
    value.writeUInt32LE(v, 4 * i);
  });
  return { tag, type: tiffTypes.long, count: values.length, value };
}

export function ascii(tag: number, text: string): LaidEntry {
  const value = Buffer.from(`${text}\0`, 'latin1');
  return { tag, type: tiffTypes.ascii, count: value.length, value };
}

/** An uncompressed RGB TIFF whose directory stands before its samples, as cameras write them. */
export function frontTiff(
  width: number,
  height: number,
  more: readonly LaidEntry[] = [],
  directories: readonly (readonly LaidEntry[])[] = [],
  samples: { readonly bits: number; readonly format: number; readonly bytes: Buffer } = {
    bits: 8,
    format: 1,
    bytes: Buffer.alloc(width * height * 3, 100),
  },
): Buffer {
  const rowsPerStrip = 10;
  const rowBytes = (width * 3 * samples.bits) / 8;
  const strips = Math.ceil(height / rowsPerStrip);
  const lengths = Array.from(
    { length: strips },
    (_, i) => Math.min(rowsPerStrip, height - i * rowsPerStrip) * rowBytes,
  );
  const layOut = (start: number) =>
    layOutDirectories(
      [
        [
          long(256, width),
          long(257, height),
          short(258, samples.bits, samples.bits, samples.bits),
          short(259, 1),
          short(262, 2),
          long(273, ...lengths.map((_, i) => start + i * rowsPerStrip * rowBytes)),
          short(277, 3),
          long(278, rowsPerStrip),
          long(279, ...lengths),
          short(339, samples.format, samples.format, samples.format),
          ...more,
        ],
        ...directories,
      ],
      { big: false, at: 8, next: 0 },
    ).bytes;
  const start = 8 + layOut(0).length;
  return Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), layOut(start), samples.bytes]);
}

/** A TIFF of 32-bit floating-point samples, all pixels of one colour. */
export function floatTiff(width: number, height: number, colour: readonly [number, number, number]): Buffer {
  const bytes = Buffer.alloc(width * height * 12);
  for (let i = 0; i < width * height * 3; i++) bytes.writeFloatLE(colour[i % 3]!, i * 4);
  return frontTiff(width, height, [], [], { bits: 32, format: 3, bytes });
}
