import { ProblemError } from '../contract/problem.ts';
import type { Format } from '../contract/settings.ts';

/** How formats are called in messages. */
export const formatTitle: Readonly<Record<Format | 'gif', string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  gif: 'GIF',
};

/** Longest side the encoders take, pixels. JPEG: libvips; WebP and AVIF: the formats themselves. */
const longestSide: Partial<Record<Format, number>> = { jpeg: 65_500, webp: 16_383, avif: 16_384 };

/**
 * Memory one codec may take, in MB (10⁶ bytes): with it and the engine beside it, the whole stays under
 * 1 GB. What follows are bytes per pixel that libvips 8.18 held, measured on 24-megapixel pictures.
 */
const codecMegabytes = 600;

/** WebP and AVIF hold the whole picture; alpha is a second picture to them. */
const encodeBytesPerPixel: Partial<Record<Format, { readonly opaque: number; readonly alpha: number }>> = {
  webp: { opaque: 5, alpha: 14 },
  avif: { opaque: 32, alpha: 41 },
};

/** Bytes that an encoder holds of a picture of this size beside some rows; 0 for formats that stream. */
export function encodeMemory(format: Format, pixels: number, alpha: boolean): number {
  const cost = encodeBytesPerPixel[format];
  return cost ? pixels * (alpha ? cost.alpha : cost.opaque) : 0;
}

/** Megapixels up to which a picture may be saved in a format; infinite for those that stream. */
function encodeLimit(format: Format, alpha: boolean): number {
  const cost = encodeBytesPerPixel[format];
  return cost ? Math.floor(codecMegabytes / (alpha ? cost.alpha : cost.opaque)) : Number.POSITIVE_INFINITY;
}

/**
 * Checks before any work that a result of this size can be saved in the format.
 *
 * @param name of the picture, for the message.
 * Throws ProblemError `side-too-long` or `too-many-pixels`, each with the format to take `instead`.
 */
export function checkFormat(format: Format, width: number, height: number, name: string, alpha = false): void {
  const side = longestSide[format];
  const megapixels = (width * height) / 1e6;
  if (side !== undefined && Math.max(width, height) > side) {
    // JPEG's users want small files: the next best for them streams too.
    const fits = format !== 'jpeg' && Math.max(width, height) <= longestSide.jpeg! && !alpha;
    const instead = fits ? 'JPEG' : 'PNG';
    throw new ProblemError('side-too-long', name, { width, height, format: formatTitle[format], limit: side, instead });
  }
  const limit = encodeLimit(format, alpha);
  if (megapixels > limit) {
    throw new ProblemError('too-many-pixels', name, {
      direction: 'write',
      megapixels: Math.round(megapixels * 10) / 10,
      format: formatTitle[format],
      limit,
      instead: alpha ? 'PNG' : 'JPEG',
    });
  }
}

/** What a source's header tells about the cost of decoding it. */
export interface DecodeCost {
  readonly format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' | 'gif';
  /** Progressive JPEG, interlaced PNG. */
  readonly interlaced: boolean;
  readonly bytesPerPixel: number;
  /** More than 8 bits a sample. */
  readonly deep: boolean;
}

/** Megapixels up to which a source is read, with the words for its kind; infinite for those that stream. */
export function decodeLimit(source: DecodeCost): { readonly title: string; readonly limit: number } {
  const title = formatTitle[source.format];
  const at = (bytes: number, words = title) => ({ title: words, limit: Math.floor(codecMegabytes / bytes) });
  if (source.format === 'webp') return at(8.5);
  if (source.format === 'avif') return at(source.deep ? 24 : 18);
  if (source.format === 'gif') return at(5);
  // Coefficients of all channels at full resolution; half of it with subsampled colour.
  if (source.format === 'jpeg' && source.interlaced) return at(6.5, 'progressive JPEG');
  if (source.format === 'png' && source.interlaced) return at(source.bytesPerPixel * 1.05, 'interlaced PNG');
  return { title, limit: Number.POSITIVE_INFINITY };
}
