import { open, rename } from 'node:fs/promises';

/** Longest body of a JPEG segment: its length field counts itself. */
const longestSegment = 65_533;
const exifMark = Buffer.from('Exif\0\0', 'latin1');
const iccMark = Buffer.from('ICC_PROFILE\0', 'latin1');

export interface JpegSegment {
  /** 0xE1 (EXIF, XMP), 0xE2 (ICC), 0xED (IPTC). */
  readonly marker: number;
  readonly body: Buffer;
}

/** A profile as APP2 segments, in as many parts as it needs (ICC.1:2022, B.4); none where it needs over 255. */
export function iccSegments(profile: Buffer): JpegSegment[] {
  const part = longestSegment - iccMark.length - 2;
  const count = Math.ceil(profile.length / part);
  if (count > 255) return [];
  return Array.from({ length: count }, (_, i) => ({
    marker: 0xe2,
    body: Buffer.concat([iccMark, Buffer.from([i + 1, count]), profile.subarray(i * part, (i + 1) * part)]),
  }));
}

/** An EXIF block as its APP1 segment. */
export function exifSegment(block: Buffer): JpegSegment {
  return { marker: 0xe1, body: Buffer.concat([exifMark, block]) };
}

/**
 * Puts segments into a finished JPEG, right behind its JFIF segment; an EXIF segment it has goes. The file is
 * written anew at `path` + `.graft` and then takes its place. Segments too long for JPEG are left out.
 *
 * @returns whether all of them found room.
 */
export async function graftJpeg(path: string, segments: readonly JpegSegment[]): Promise<boolean> {
  const fitting = segments.filter(({ body }) => body.length <= longestSegment);
  const source = await open(path);
  const target = await open(`${path}.graft`, 'w');
  const copy = async (from: number, to: number) => {
    const block = Buffer.alloc(Math.min(1 << 20, to - from));
    for (let at = from; at < to; ) {
      const { bytesRead } = await source.read(block, 0, Math.min(block.length, to - at), at);
      if (bytesRead === 0) throw new Error('graftJpeg: the file ended early');
      await target.writeFile(block.subarray(0, bytesRead));
      at += bytesRead;
    }
  };
  try {
    const { size } = await source.stat();
    const head = Buffer.alloc(2 + 3 * (longestSegment + 4));
    const { bytesRead } = await source.read(head, 0, head.length, 0);
    const lengthAt = (at: number) => (at + 4 <= bytesRead && head[at] === 0xff ? 2 + head.readUInt16BE(at + 2) : 0);
    let at = 2;
    if (head[at + 1] === 0xe0) at += lengthAt(at);
    await copy(0, at);
    for (const { marker, body } of fitting) {
      const frame = Buffer.from([0xff, marker, 0, 0]);
      frame.writeUInt16BE(body.length + 2, 2);
      await target.writeFile(Buffer.concat([frame, body]));
    }
    if (head[at + 1] === 0xe1 && head.subarray(at + 4, at + 10).equals(exifMark)) at += lengthAt(at);
    await copy(at, size);
  } finally {
    await source.close();
    await target.close();
  }
  await rename(`${path}.graft`, path);
  return fitting.length === segments.length;
}
