import type { Metadata } from 'sharp';
import { type Exif, parseExif, readTiffExif } from './exif.ts';
import { readProblem } from './image-problem.ts';
import { iptcRecords } from './iptc.ts';
import type { PictureFacts } from './picture.ts';
import { needsConversion, readMetadata } from './probe.ts';

/** What a source says beside its samples. */
export interface SourceMetadata {
  readonly exif: Exif | undefined;
  /** The profile its samples are in; undefined too where they had to be converted. */
  readonly icc: Buffer | undefined;
  /** IPTC-IIM records. */
  readonly iptc: Buffer | undefined;
  readonly xmp: string | undefined;
}

/** Reads it all from the source. Throws ProblemError as `probePicture` does. */
export async function readSourceMetadata(facts: PictureFacts): Promise<SourceMetadata> {
  const metadata = await readMetadata(facts.path, facts.name);
  const iptc = metadata.iptc && iptcRecords(metadata.iptc);
  return {
    exif: await exifOf(facts, metadata),
    icc: needsConversion(metadata) ? undefined : metadata.icc,
    iptc: iptc && iptc.length > 0 ? iptc : undefined,
    xmp: metadata.xmpAsString,
  };
}

async function exifOf(facts: PictureFacts, metadata: Metadata): Promise<Exif | undefined> {
  if (facts.format !== 'tiff') return metadata.exif && parseExif(metadata.exif);
  try {
    return await readTiffExif(facts.path);
  } catch (error) {
    throw readProblem(error, facts.name);
  }
}
