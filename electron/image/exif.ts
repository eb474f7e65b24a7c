import { open } from 'node:fs/promises';
import {
  type LaidEntry,
  layOutDirectories,
  type ReadBytes,
  readDirectory,
  readTiffHeader,
  type TiffEntry,
  tiffTypes,
} from './tiff-structure.ts';

/** A picture's EXIF (Exif 2.32): its main directory without what describes the stored samples, and the others. */
export interface Exif {
  readonly main: readonly TiffEntry[];
  readonly exif: readonly TiffEntry[];
  readonly gps: readonly TiffEntry[];
  readonly interoperability: readonly TiffEntry[];
}

export const exifTags = {
  orientation: 274,
  xResolution: 282,
  yResolution: 283,
  resolutionUnit: 296,
  exif: 34665,
  gps: 34853,
  interoperability: 40965,
  pixelWidth: 40962,
  pixelHeight: 40963,
  makerNote: 37500,
} as const;

/**
 * Tags of a TIFF's main directory that describe how its samples are stored, or carry what is kept
 * elsewhere (ICC, XMP, IPTC, Photoshop's resources, pointers); they say nothing true about the result.
 */
const storageTags = new Set([
  254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 277, 278, 279, 280, 281, 284, 285, 286, 287, 290, 291, 292, 293,
  297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 336, 338, 339, 340, 341, 342, 347, 512,
  513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34675, 34665, 34853, 37724, 40965,
]);

async function readExif(read: ReadBytes): Promise<Exif | undefined> {
  const header = await readTiffHeader(read);
  if (!header) return undefined;
  const follow = async (entries: readonly TiffEntry[], tag: number) => {
    const pointer = entries.find((entry) => entry.tag === tag);
    return pointer && pointer.value.length >= 4 ? readDirectory(read, header, pointer.value.readUInt32LE(0)) : [];
  };
  const main = await readDirectory(read, header, header.first);
  const exif = await follow(main, exifTags.exif);
  return {
    main: main.filter(({ tag }) => !storageTags.has(tag)),
    exif: exif.filter(({ tag }) => tag !== exifTags.interoperability),
    gps: await follow(main, exifTags.gps),
    interoperability: await follow(exif, exifTags.interoperability),
  };
}

/** Reads an EXIF block, with or without its `Exif\0\0`; undefined where it is none. */
export async function parseExif(block: Buffer): Promise<Exif | undefined> {
  const bytes = block.toString('latin1', 0, 4) === 'Exif' ? block.subarray(6) : block;
  return readExif(async (offset, length) => bytes.subarray(offset, offset + length));
}

/** What a TIFF file says of its picture beside the samples: EXIF, GPS and the texts of its main directory. */
export async function readTiffExif(path: string): Promise<Exif | undefined> {
  const file = await open(path);
  try {
    return await readExif(async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

/** The block of bytes that other formats carry, without `Exif\0\0`. No thumbnail: it would show the original. */
export function exifBlock(exif: Exif): Buffer {
  const { directories, main } = exifDirectories(exif, 1);
  const head = Buffer.from('II*\0\x08\0\0\0', 'latin1');
  return Buffer.concat([
    head,
    layOutDirectories([main, ...directories], { big: false, at: head.length, next: 0 }).bytes,
  ]);
}

/**
 * EXIF's directories, and the main one with its pointers to them.
 *
 * @param first index that the first of `directories` will have among those that are laid out.
 */
export function exifDirectories(exif: Exif, first: number) {
  const directories: LaidEntry[][] = [];
  const main: LaidEntry[] = [...exif.main];
  const add = (into: LaidEntry[], tag: number, entries: readonly TiffEntry[]) => {
    if (entries.length === 0) return;
    into.push({ tag, pointsTo: first + directories.length });
    directories.push([...entries]);
  };
  add(main, exifTags.exif, exif.exif);
  // It hangs on EXIF's own directory, and is lost with it.
  const exifDirectory = directories[0];
  if (exifDirectory) add(exifDirectory, exifTags.interoperability, exif.interoperability);
  add(main, exifTags.gps, exif.gps);
  return { main, directories };
}

/** The EXIF of the result: upright, its own size, its own dots per inch; all else as it was. */
export function exifOfResult(
  exif: Exif | undefined,
  result: { readonly width: number; readonly height: number; readonly density: number | null },
): Exif {
  const was = exif ?? { main: [], exif: [], gps: [], interoperability: [] };
  const short = (tag: number, value: number): TiffEntry => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value);
    return { tag, type: tiffTypes.short, count: 1, value: bytes };
  };
  const numbers = (tag: number, type: number, values: readonly number[]): TiffEntry => {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => {
      bytes.writeUInt32LE(value, 4 * i);
    });
    return { tag, type, count: 1, value: bytes };
  };
  const main = [short(exifTags.orientation, 1)];
  if (result.density !== null) {
    const resolution = [Math.round(result.density * 1000), 1000];
    main.push(numbers(exifTags.xResolution, tiffTypes.rational, resolution));
    main.push(numbers(exifTags.yResolution, tiffTypes.rational, resolution));
    main.push(short(exifTags.resolutionUnit, 2));
  }
  const size = [
    numbers(exifTags.pixelWidth, tiffTypes.long, [result.width]),
    numbers(exifTags.pixelHeight, tiffTypes.long, [result.height]),
  ];
  return { ...was, main: replaceEntries(was.main, main), exif: replaceEntries(was.exif, size) };
}

function replaceEntries(entries: readonly TiffEntry[], by: readonly TiffEntry[]): TiffEntry[] {
  return [...entries.filter(({ tag }) => !by.some((entry) => entry.tag === tag)), ...by];
}

/** Dots per inch by the EXIF; null where it names none. */
export function exifDensity(exif: Exif): number | null {
  const of = (tag: number) => exif.main.find((entry) => entry.tag === tag)?.value;
  const resolution = of(exifTags.xResolution);
  if (!resolution || resolution.length < 8 || resolution.readUInt32LE(4) === 0) return null;
  const unit = of(exifTags.resolutionUnit)?.readUInt16LE(0) ?? 2;
  const density = (resolution.readUInt32LE(0) / resolution.readUInt32LE(4)) * (unit === 3 ? 2.54 : 1);
  return unit === 1 || !(density > 0) ? null : density;
}
