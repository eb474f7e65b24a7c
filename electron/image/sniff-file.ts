import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Sniffed, sniffedBytes, sniffFormat } from './sniff-format.ts';

/** Names a file's format by its first bytes; what is no regular file has none. Rejects with the system's error. */
export async function sniffFile(path: string): Promise<Sniffed> {
  // Without O_NONBLOCK, opening a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) return { kind: 'unknown' };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
    return sniffFormat(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
