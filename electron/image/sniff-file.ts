import { open } from 'node:fs/promises';
import { type Sniffed, sniffedBytes, sniffFormat } from './sniff-format.ts';

/** Names the format of a regular file by its first bytes. Rejects with the system's error. */
export async function sniffFile(path: string): Promise<Sniffed> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
    return sniffFormat(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
