/**
 * The structure that TIFF files and EXIF blocks share: directories of tagged entries (TIFF 6.0, section 2;
 * BigTIFF as in libtiff's description). Values are held little-endian, whatever their file's order is.
 */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Buffer;
}

export interface TiffHeader {
  readonly little: boolean;
  readonly big: boolean;
  /** Where the first directory lies. */
  readonly first: number;
}

/** Gives `length` bytes from `offset` on, or fewer at the end. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer>;

export const tiffTypes = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, long8: 16 } as const;

/** Bytes of one value and of its numbers, by type. */
const sizes: Readonly<Record<number, readonly [value: number, number: number]>> = {
  1: [1, 1],
  2: [1, 1],
  3: [2, 2],
  4: [4, 4],
  5: [8, 4],
  6: [1, 1],
  7: [1, 1],
  8: [2, 2],
  9: [4, 4],
  10: [8, 4],
  11: [4, 4],
  12: [8, 8],
  13: [4, 4],
  16: [8, 8],
  17: [8, 8],
  18: [8, 8],
};

/** Values longer than this are no metadata and are left out. */
const longestValue = 4 << 20;

/** The header at the start of a file or block; undefined where there is none. */
export async function readTiffHeader(read: ReadBytes): Promise<TiffHeader | undefined> {
  const head = await read(0, 16);
  const order = head.toString('latin1', 0, 2);
  if (head.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const little = order === 'II';
  const version = little ? head.readUInt16LE(2) : head.readUInt16BE(2);
  if (version === 42) return { little, big: false, first: little ? head.readUInt32LE(4) : head.readUInt32BE(4) };
  if (version !== 43 || head.length < 16) return undefined;
  return { little, big: true, first: Number(little ? head.readBigUInt64LE(8) : head.readBigUInt64BE(8)) };
}

/** A directory as it lies in the file: its bare entries (12 bytes each, 20 in BigTIFF) and what follows it. */
export interface RawDirectory {
  readonly entries: readonly Buffer[];
  readonly next: number;
}

export async function readRawDirectory(read: ReadBytes, header: TiffHeader, at: number): Promise<RawDirectory> {
  const [countBytes, entryBytes, nextBytes] = header.big ? [8, 20, 8] : [2, 12, 4];
  const number = (bytes: Buffer, from: number, length: number) =>
    length === 8
      ? Number(header.little ? bytes.readBigUInt64LE(from) : bytes.readBigUInt64BE(from))
      : header.little
        ? bytes.readUIntLE(from, length)
        : bytes.readUIntBE(from, length);
  const head = await read(at, countBytes);
  const count = head.length < countBytes ? 0 : Math.min(number(head, 0, countBytes), 0xffff);
  const body = await read(at + countBytes, count * entryBytes + nextBytes);
  const whole = Math.min(count, Math.floor(body.length / entryBytes));
  const entries = Array.from({ length: whole }, (_, i) => body.subarray(i * entryBytes, (i + 1) * entryBytes));
  const end = count * entryBytes;
  return { entries, next: body.length >= end + nextBytes ? number(body, end, nextBytes) : 0 };
}

/** A directory with its values. Entries that are broken, or too long for metadata, are left out. */
export async function readDirectory(read: ReadBytes, header: TiffHeader, at: number): Promise<TiffEntry[]> {
  const { entries: raws } = await readRawDirectory(read, header, at);
  const entries: TiffEntry[] = [];
  for (const raw of raws) {
    const tag = header.little ? raw.readUInt16LE(0) : raw.readUInt16BE(0);
    const type = header.little ? raw.readUInt16LE(2) : raw.readUInt16BE(2);
    const count = header.big
      ? Number(header.little ? raw.readBigUInt64LE(4) : raw.readBigUInt64BE(4))
      : header.little
        ? raw.readUInt32LE(4)
        : raw.readUInt32BE(4);
    const size = sizes[type];
    if (!size || count * size[0] > longestValue) continue;
    const length = count * size[0];
    const field = raw.subarray(header.big ? 12 : 8);
    const offset = header.big
      ? Number(header.little ? field.readBigUInt64LE(0) : field.readBigUInt64BE(0))
      : header.little
        ? field.readUInt32LE(0)
        : field.readUInt32BE(0);
    const value = Buffer.from(length <= field.length ? field.subarray(0, length) : await read(offset, length));
    if (value.length < length) continue;
    if (!header.little) swap(value, size[1]);
    entries.push({ tag, type, count, value });
  }
  return entries;
}

function swap(value: Buffer, bytes: number): void {
  if (bytes === 2) value.swap16();
  else if (bytes === 4) value.swap32();
  else if (bytes === 8) value.swap64();
}

/** An entry to write: with its value, pointing to another directory, or as its bytes already are in the file. */
export type LaidEntry =
  | TiffEntry
  | { readonly tag: number; readonly pointsTo: number }
  | { readonly tag: number; readonly raw: Buffer };

export interface Layout {
  /** BigTIFF. */
  readonly big: boolean;
  /** Where the first byte will lie in the file; even. */
  readonly at: number;
  /** What follows the last directory in the file's chain; 0 for nothing. */
  readonly next: number;
}

/**
 * Lays directories out one after the other, little-endian, each one's long values behind it.
 *
 * @param directories `pointsTo` is an index among them.
 * @returns the bytes and each directory's position in the file.
 */
export function layOutDirectories(
  directories: readonly (readonly LaidEntry[])[],
  layout: Layout,
): { readonly bytes: Buffer; readonly positions: readonly number[] } {
  const { big, at, next } = layout;
  const [countBytes, entryBytes, inline] = big ? [8, 20, 8] : [2, 12, 4];
  const frame = (entries: readonly LaidEntry[]) => countBytes + entryBytes * entries.length + inline;
  const longValue = (entry: LaidEntry) => ('value' in entry && entry.value.length > inline ? entry.value : undefined);
  const even = (length: number) => length + (length & 1);

  const positions: number[] = [];
  let end = at;
  for (const entries of directories) {
    positions.push(end);
    end += even(frame(entries));
    for (const entry of entries) end += even(longValue(entry)?.length ?? 0);
  }
  const bytes = Buffer.alloc(end - at);
  const write = (value: number, offset: number, length: number) => {
    if (length === 8) bytes.writeBigUInt64LE(BigInt(value), offset);
    else bytes.writeUIntLE(value, offset, length);
  };
  directories.forEach((entries, index) => {
    const start = positions[index]! - at;
    let far = start + even(frame(entries));
    write(entries.length, start, countBytes);
    if (index === directories.length - 1) write(next, start + countBytes + entryBytes * entries.length, inline);
    [...entries]
      .sort((a, b) => a.tag - b.tag)
      .forEach((entry, i) => {
        const to = start + countBytes + entryBytes * i;
        if ('raw' in entry) {
          entry.raw.copy(bytes, to);
          return;
        }
        const pointer = 'pointsTo' in entry;
        write(entry.tag, to, 2);
        write(pointer ? (big ? tiffTypes.long8 : tiffTypes.long) : entry.type, to + 2, 2);
        write(pointer ? 1 : entry.count, to + 4, inline);
        const field = to + 4 + inline;
        const long = longValue(entry);
        if (pointer) write(positions[entry.pointsTo]!, field, inline);
        else if (!long) entry.value.copy(bytes, field);
        else {
          write(at + far, field, inline);
          long.copy(bytes, far);
          far += even(long.length);
        }
      });
  });
  return { bytes, positions };
}
