import type { Format } from '../contract/settings.ts';
import type { SampleLayout } from './convert-samples.ts';
import { type Exif, exifBlock, exifOfResult, exifTags } from './exif.ts';
import { iccColourModel } from './icc-profile.ts';
import { type Provenance, provenanceFields } from './provenance.ts';
import type { SourceMetadata } from './source-metadata.ts';
import { correctXmp, freshXmp, mergeXmp } from './xmp.ts';

/** Longest EXIF block and XMP packet of a JPEG: a segment's 65,533 bytes less their marks. */
const longestJpegExif = 65_527;
const longestJpegXmp = 65_502;

/** What goes into the result beside its samples. */
export interface ResultMetadata {
  /** What the encoder takes from the carrier. */
  readonly carried: { readonly icc: Buffer | undefined; readonly exif: Buffer | undefined };
  readonly exif: Exif;
  readonly icc: Buffer | undefined;
  readonly iptc: Buffer | undefined;
  readonly xmp: string;
  readonly warnings: readonly string[];
}

interface Result extends SampleLayout {
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  /** Dots per inch. */
  readonly density: number | null;
  readonly provenance: Provenance;
}

/** Decides what of the source's metadata the result gets, corrected where it would be untrue of it. */
export function planMetadata(source: SourceMetadata, result: Result): ResultMetadata {
  const warnings: string[] = [];
  const icc = fittingProfile(source.icc, result);
  if (source.icc && !icc) warnings.push('its colour profile does not fit the samples and was left out');
  const exif = fittingExif(exifOfResult(source.exif, result), result.format, warnings);
  return {
    carried: { icc, exif: exifBlock(exif) },
    exif,
    icc,
    iptc: source.iptc,
    xmp: fittingXmp(source.xmp, result, warnings),
    warnings,
  };
}

/** A profile says how to read samples of one colour model; a grey picture may have an RGB one. */
function fittingProfile(icc: Buffer | undefined, { channels }: SampleLayout): Buffer | undefined {
  const model = icc && iccColourModel(icc);
  return model === 'RGB' || (model === 'GRAY' && channels < 3) ? icc : undefined;
}

function fittingExif(exif: Exif, format: Format, warnings: string[]): Exif {
  if (format !== 'jpeg' || exifBlock(exif).length <= longestJpegExif) return exif;
  const lean = { ...exif, exif: exif.exif.filter(({ tag }) => tag !== exifTags.makerNote) };
  if (exifBlock(lean).length <= longestJpegExif) {
    warnings.push('the camera maker’s note in its EXIF is too long for JPEG');
    return lean;
  }
  warnings.push('its EXIF is too long for JPEG');
  return { main: [], exif: [], gps: [], interoperability: [] };
}

function fittingXmp(packet: string | undefined, result: Result, warnings: string[]): string {
  const fields = provenanceFields(result.provenance);
  const merged = packet && mergeXmp(correctXmp(packet, result), fields);
  if (packet && !merged) warnings.push('its XMP is damaged and was left out');
  if (merged && result.format === 'jpeg' && Buffer.byteLength(merged) > longestJpegXmp) {
    warnings.push('its XMP is too long for JPEG');
    return freshXmp(fields);
  }
  return merged || freshXmp(fields);
}
