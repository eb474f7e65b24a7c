import { open } from 'node:fs/promises';
import { type Exif, exifDirectories } from './exif.ts';
import {
  type LaidEntry,
  layOutDirectories,
  readRawDirectory,
  readTiffHeader,
  type TiffEntry,
  tiffTypes,
} from './tiff-structure.ts';

const tags = { iptc: 33723, icc: 34675 } as const;

/** What libvips leaves out of the TIFFs it writes. */
export interface TiffGraft {
  readonly exif: Exif;
  /** IPTC-IIM records. */
  readonly iptc: Buffer | undefined;
  /** A colour profile that is not yet in the file. */
  readonly icc: Buffer | undefined;
}

/**
 * Adds metadata to a finished TIFF or BigTIFF (little-endian, as libvips writes here): the main directory is
 * written again at the file's end with the new entries; samples and old values stay where they are.
 * Entries that libvips wrote are kept over those of the graft.
 */
export async function graftTiff(path: string, graft: TiffGraft): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const read = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const header = await readTiffHeader(read);
    if (!header?.little) throw new Error('graftTiff: not a little-endian TIFF');
    const { entries, next } = await readRawDirectory(read, header, header.first);
    const old: LaidEntry[] = entries.map((raw) => ({ tag: raw.readUInt16LE(0), raw }));
    const present = new Set(old.map(({ tag }) => tag));
    const blob = (tag: number, value: Buffer | undefined): TiffEntry[] =>
      value ? [{ tag, type: tiffTypes.undefined, count: value.length, value }] : [];

    const { main, directories } = exifDirectories(graft.exif, 0);
    const added = [...main, ...blob(tags.iptc, graft.iptc), ...blob(tags.icc, graft.icc)];
    const whole = [...old, ...added.filter(({ tag }) => !present.has(tag))];
    const { size } = await file.stat();
    const at = size + (size & 1);
    // The main one last: where it can be read, the whole file is there.
    const { bytes, positions } = layOutDirectories([...directories, whole], { big: header.big, at, next });
    await file.write(bytes, 0, bytes.length, at);

    const pointer = Buffer.alloc(header.big ? 8 : 4);
    if (header.big) pointer.writeBigUInt64LE(BigInt(positions.at(-1)!));
    else pointer.writeUInt32LE(positions.at(-1)!);
    await file.write(pointer, 0, pointer.length, header.big ? 8 : 4);
  } finally {
    await file.close();
  }
}
