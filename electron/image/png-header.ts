import type { ReadBytes } from './tiff-structure.ts';

/** Chunks before the first IDAT are few; a file with more of them is no honest one. */
const mostChunks = 1000;

/** sRGB's gamma as the `gAMA` chunk has it, 100,000 / 2.2, and how far from it nobody sees a difference. */
const usualGamma = 45_455;
const gammaTolerance = 500;

/** What a decoder that reads PNGs as plain pictures does not see (PNG, third edition). */
export interface PngHeader {
  /** 1 for a still one, more for an APNG, of which such a decoder sees the first only (11.3.6). */
  readonly frames: number;
  /** What of the colours' meaning is not carried over, in words. */
  readonly warnings: readonly string[];
}

/** Reads the chunks before the picture's samples. */
export async function readPngHeader(read: ReadBytes): Promise<PngHeader> {
  const chunks = new Map<string, Buffer>();
  let at = 8;
  for (let count = 0; count < mostChunks; count++) {
    const head = await read(at, 16);
    const type = head.toString('latin1', 4, 8);
    if (head.length < 12 || type === 'IDAT') break;
    chunks.set(type, head.subarray(8));
    at += 12 + head.readUInt32BE(0);
  }
  return { frames: chunks.get('acTL')?.readUInt32BE(0) ?? 1, warnings: lostColour(chunks) };
}

/** The first that is there says how colours are meant: `cICP`, `iCCP`, `sRGB`, `gAMA` (4.3). */
function lostColour(chunks: ReadonlyMap<string, Buffer>): string[] {
  const points = chunks.get('cICP');
  const srgb = points?.[0] === 1 && points[1] === 13;
  if (points && !srgb) {
    return [`its colour space (primaries ${points[0]}, transfer ${points[1]} of ITU-T H.273) is not kept`];
  }
  if (points || chunks.has('iCCP') || chunks.has('sRGB')) return [];
  const gamma = chunks.get('gAMA')?.readUInt32BE(0);
  if (!gamma || Math.abs(gamma - usualGamma) <= gammaTolerance) return [];
  return [`its gamma of ${(gamma / 100_000).toFixed(3)} (gAMA) is not kept`];
}
