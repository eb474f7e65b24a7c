import { open, rename } from 'node:fs/promises';

/** Longest body of a JPEG segment: its length field counts itself. */
const longestSegment = 65_533;
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

/**
 * Puts segments into a finished JPEG, behind the JFIF and EXIF segments it begins with. The file is written
 * anew at `path` + `.graft` and then takes its place. Segments too long for JPEG are left out.
 *
 * @returns whether all of them found room.
 */
export async function graftJpeg(path: string, segments: readonly JpegSegment[]): Promise<boolean> {
  const fitting = segments.filter(({ body }) => body.length <= longestSegment);
  const source = await open(path);
  const target = await open(`${path}.graft`, 'w');
  try {
    const head = Buffer.alloc(longestSegment * 3);
    const { bytesRead } = await source.read(head, 0, head.length, 0);
    let at = 2;
    while (at + 4 <= bytesRead && head[at] === 0xff && (head[at + 1] === 0xe0 || head[at + 1] === 0xe1)) {
      at += 2 + head.readUInt16BE(at + 2);
    }
    await target.write(head, 0, at);
    for (const { marker, body } of fitting) {
      const frame = Buffer.from([0xff, marker, 0, 0]);
      frame.writeUInt16BE(body.length + 2, 2);
      await target.write(Buffer.concat([frame, body]));
    }
    const block = Buffer.alloc(1 << 20);
    for (;;) {
      const { bytesRead: length } = await source.read(block, 0, block.length, at);
      if (length === 0) break;
      await target.write(block, 0, length);
      at += length;
    }
  } finally {
    await source.close();
    await target.close();
  }
  await rename(`${path}.graft`, path);
  return fitting.length === segments.length;
}
