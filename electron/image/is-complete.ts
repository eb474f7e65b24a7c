import { open } from 'node:fs/promises';
import { sniffedBytes, sniffFormat } from './sniff-format.ts';
import { type ReadBytes, readDirectory, readTiffHeader } from './tiff-structure.ts';

/** Whether a file that Residual wrote is all there, by where its format says that it ends. */
export async function isComplete(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read: ReadBytes = async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const sniffed = sniffFormat(await read(0, sniffedBytes));
    if (sniffed.kind !== 'readable') return false;
    const tail = (length: number) => read(Math.max(0, size - length), length);
    switch (sniffed.format) {
      case 'jpeg':
        return (await tail(2)).equals(Buffer.from([0xff, 0xd9]));
      case 'png':
        return (await tail(8)).toString('latin1', 0, 4) === 'IEND';
      case 'webp':
        return (await read(4, 4)).readUInt32LE(0) + 8 <= size;
      case 'tiff':
        return await endsWithDirectory(read, size);
      case 'avif':
        return (await endOfBoxes(read, size)) === size;
      case 'gif':
        return false;
    }
  } finally {
    await file.close();
  }
}

/** `graftTiff` writes the main directory last: where all its values can be read, all before them is there. */
async function endsWithDirectory(read: ReadBytes, size: number): Promise<boolean> {
  const header = await readTiffHeader(read);
  if (!header || header.first + 8 > size) return false;
  const [countBytes, entryBytes, nextBytes] = header.big ? [8, 20, 8] : [2, 12, 4];
  const count = (await read(header.first, countBytes)).readUInt16LE(0);
  const entries = await readDirectory(read, header, header.first);
  return entries.length === count && header.first + countBytes + count * entryBytes + nextBytes <= size;
}

/** Where the last of a file's boxes ends (ISO/IEC 14496-12, 4.2). */
async function endOfBoxes(read: ReadBytes, size: number): Promise<number> {
  let at = 0;
  while (at + 8 <= size) {
    const head = await read(at, 16);
    const short = head.readUInt32BE(0);
    const length = short === 0 ? size - at : short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (length < 8) return -1;
    at += length;
  }
  return at;
}
