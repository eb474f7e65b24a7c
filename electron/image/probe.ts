import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Metadata } from 'sharp';
import { ProblemError } from '../contract/problem.ts';
import { exifDensity, parseExif } from './exif.ts';
import { decodeLimit } from './format-limits.ts';
import { isDisplayP3 } from './icc-profile.ts';
import { readProblem } from './image-problem.ts';
import { openPicture } from './open-picture.ts';
import type { PictureFacts } from './picture.ts';
import { readPngHeader } from './png-header.ts';
import { sniffedBytes, sniffFormat } from './sniff-format.ts';
import { readDirectory, readTiffHeader } from './tiff-structure.ts';

/**
 * Looks at a picture's header; its samples are not decoded.
 *
 * Throws ProblemError (subject: the file's name): not-found, unreadable, empty-file, not-a-picture,
 * unsupported-format, animated, damaged, too-many-pixels (of a kind whose decoding takes too much memory).
 */
export async function probePicture(path: string): Promise<PictureFacts> {
  const name = basename(path);
  const { bytes, format, lost } = await identify(path, name);
  const metadata = await readMetadata(path, name);
  const found = metadata.format as string;
  if (found !== format && !(found === 'heif' && format === 'avif')) {
    throw new ProblemError('unsupported-format', name, { format: found.toUpperCase() });
  }
  if (format === 'avif' && metadata.compression !== 'av1') {
    throw new ProblemError('unsupported-format', name, { format: 'HEIC' });
  }
  const pages = metadata.pages ?? 1;
  if (pages > 1 && (format === 'gif' || format === 'webp')) throw new ProblemError('animated', name, { frames: pages });

  const samples = describeSamples(metadata, name);
  refuseCostly(metadata, format, samples.depth, name);
  // libheif turns pictures upright itself and leaves the tag in.
  const orientation = format === 'avif' ? 1 : (metadata.orientation ?? 1);
  const turned = orientation >= 5;
  const warnings = [...lost, ...samples.warnings];
  if (pages > 1 && format === 'tiff') warnings.push(`only the first of its ${pages} pages is read`);
  if (hasGainMap(metadata)) warnings.push('its HDR gain map is lost');
  return {
    path,
    name,
    bytes,
    format,
    width: turned ? metadata.height : metadata.width,
    height: turned ? metadata.width : metadata.height,
    orientation,
    depth: samples.depth,
    grey: samples.grey,
    alpha: metadata.hasAlpha,
    density: await densityOf(metadata),
    space: metadata.icc && !samples.converted && isDisplayP3(metadata.icc) ? 'display-p3' : 'srgb',
    warnings,
  };
}

/** Whether a picture's samples have to be converted to RGB: then its profile is no longer theirs. */
export function needsConversion(metadata: Metadata): boolean {
  return /^(cmyk|lab|labs|labq|lch|cmc|xyz|yxy|hsv)$/.test(metadata.space);
}

/** The header as sharp reads it, its errors as problems. */
export async function readMetadata(path: string, name: string): Promise<Metadata> {
  try {
    return await openPicture(path).metadata();
  } catch (error) {
    throw readProblem(error, name);
  }
}

interface Identified {
  readonly bytes: number;
  readonly format: PictureFacts['format'];
  /** What its decoder passes over, in words. */
  readonly lost: readonly string[];
}

async function identify(path: string, name: string): Promise<Identified> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) throw new ProblemError('not-a-picture', name);
    if (stats.size === 0) throw new ProblemError('empty-file', name);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
    const sniffed = sniffFormat(buffer.subarray(0, bytesRead));
    if (sniffed.kind === 'unknown') throw new ProblemError('not-a-picture', name);
    if (sniffed.kind === 'unsupported') throw new ProblemError('unsupported-format', name, { format: sniffed.format });
    if (sniffed.kind === 'sequence') throw new ProblemError('animated', name, { frames: 'several' });
    const read = readerOf(file);
    if (sniffed.format === 'tiff' && (await isRawTiff(read))) {
      throw new ProblemError('unsupported-format', name, { format: 'camera RAW' });
    }
    if (sniffed.format === 'png') {
      const { frames, warnings } = await readPngHeader(read);
      if (frames > 1) throw new ProblemError('animated', name, { frames });
      return { bytes: stats.size, format: sniffed.format, lost: warnings };
    }
    return { bytes: stats.size, format: sniffed.format, lost: [] };
  } catch (error) {
    throw readProblem(error, name);
  } finally {
    await file?.close();
  }
}

const readerOf = (file: FileHandle) => async (offset: number, length: number) => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
};

const rawTags = { newSubfileType: 254, subDirectories: 330, dngVersion: 50706 } as const;

/** DNG, NEF, ARW and their like are TIFFs whose first picture is a mere preview. */
async function isRawTiff(read: ReturnType<typeof readerOf>): Promise<boolean> {
  const header = await readTiffHeader(read);
  if (!header) return false;
  const entries = await readDirectory(read, header, header.first);
  const value = (tag: number) => entries.find((entry) => entry.tag === tag)?.value;
  if (value(rawTags.dngVersion)) return true;
  return value(rawTags.subDirectories) !== undefined && ((value(rawTags.newSubfileType)?.[0] ?? 0) & 1) === 1;
}

function describeSamples(metadata: Metadata, name: string) {
  const { space, depth, channels, hasAlpha } = metadata;
  const warnings: string[] = [];
  const converted = needsConversion(metadata);
  const grey = space === 'b-w' || space === 'grey16';
  const colours = channels - (hasAlpha ? 1 : 0);
  const linear = depth === 'float' && space === 'scrgb';
  const fits = converted || (grey ? colours === 1 : colours === 3);
  if (!fits || !(converted || linear || depth === 'uchar' || depth === 'ushort')) {
    const format = `a picture of ${channels} channels of ${depth} samples`;
    throw new ProblemError('unsupported-format', name, { format });
  }
  if (converted) warnings.push(`${space === 'cmyk' ? 'CMYK' : 'Lab'} was converted to sRGB`);
  if (linear) warnings.push('floating-point samples become 16 bits');
  const deep = depth === 'ushort' || linear || (converted && space !== 'cmyk' && depth !== 'uchar');
  return { grey, converted, warnings, depth: deep ? (16 as const) : (8 as const) };
}

function refuseCostly(metadata: Metadata, format: PictureFacts['format'], depth: 8 | 16, name: string): void {
  const megapixels = (metadata.width * metadata.height) / 1e6;
  const { title, limit } = decodeLimit({
    format,
    interlaced: metadata.isProgressive === true,
    bytesPerPixel: metadata.channels * (depth / 8),
    deep: depth === 16,
  });
  if (megapixels <= limit) return;
  throw new ProblemError('too-many-pixels', name, {
    direction: 'read',
    megapixels: Math.round(megapixels * 10) / 10,
    format: title,
    limit,
    instead: format === 'jpeg' ? 'a baseline JPEG' : format === 'png' ? 'a PNG that is not interlaced' : 'PNG',
  });
}

/** Ultra HDR and Apple's gain maps say so in XMP; libvips finds the former itself. */
function hasGainMap(metadata: Metadata): boolean {
  return metadata.gainMap !== undefined || /hdrgm:Version|HDRGainMapVersion/.test(metadata.xmpAsString ?? '');
}

async function densityOf(metadata: Metadata): Promise<number | null> {
  if (metadata.density !== undefined) return metadata.density;
  const exif = metadata.exif && (await parseExif(metadata.exif));
  return exif ? exifDensity(exif) : null;
}
