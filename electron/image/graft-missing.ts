import type { Metadata } from 'sharp';
import type { Format } from '../contract/settings.ts';
import { exifBlock } from './exif.ts';
import { formatTitle } from './format-limits.ts';
import { exifSegment, graftJpeg, iccSegments, type JpegSegment } from './graft-jpeg.ts';
import { graftTiff } from './graft-tiff.ts';
import { iccDescription } from './icc-profile.ts';
import { iptcSegment } from './iptc.ts';
import type { ResultMetadata } from './result-metadata.ts';

/**
 * Puts into a finished file what the encoder left out: EXIF of a TIFF and the rarer tags of a JPEG's, IPTC,
 * and profiles that PNG's rules refuse and so did not pass through the carrier.
 *
 * @param metadata what the file holds already.
 * @returns what it cannot hold, in words.
 */
export async function graftMissing(
  path: string,
  format: Format,
  metadata: Metadata,
  kept: ResultMetadata,
): Promise<string[]> {
  const icc = kept.icc && !metadata.icc?.equals(kept.icc) ? kept.icc : undefined;
  if (format === 'tiff') {
    await graftTiff(path, { exif: kept.exif, iptc: kept.iptc, icc });
    return [];
  }
  if (format === 'jpeg') {
    // The encoder's EXIF has passed through libexif, which drops what it does not know, the user's rating too.
    const segments: JpegSegment[] = [exifSegment(exifBlock(kept.exif)), ...(icc ? iccSegments(icc) : [])];
    if (kept.iptc) segments.push({ marker: 0xed, body: iptcSegment(kept.iptc) });
    return (await graftJpeg(path, segments)) ? [] : ['its IPTC records are too long for JPEG'];
  }
  const lost: string[] = [];
  // A grey picture without a profile is shown as sRGB grey: nothing changes.
  if (icc && !/sRGB/.test(iccDescription(icc))) {
    lost.push(`${formatTitle[format]} does not take its colour profile (${iccDescription(icc) || 'unnamed'})`);
  }
  if (kept.iptc) lost.push(`${formatTitle[format]} holds no IPTC records`);
  return lost;
}
