import type { ReadBytes } from './tiff-structure.ts';

/** Chunks before the first IDAT are few; a file with more of them is no honest one. */
const mostChunks = 1000;

/**
 * Frames of a PNG: 1 for a still one, more for an APNG, whose `acTL` chunk stands before the first IDAT
 * (PNG, third edition, 11.3.6). Decoders that know no APNG see its first frame only.
 */
export async function pngFrames(read: ReadBytes): Promise<number> {
  let at = 8;
  for (let chunks = 0; chunks < mostChunks; chunks++) {
    const head = await read(at, 12);
    if (head.length < 12) return 1;
    const type = head.toString('latin1', 4, 8);
    if (type === 'IDAT') return 1;
    if (type === 'acTL') return head.readUInt32BE(8);
    at += 12 + head.readUInt32BE(0);
  }
  return 1;
}
