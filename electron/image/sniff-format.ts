import type { PictureFacts } from './picture.ts';

/** What the first bytes of a file say it is. */
export type Sniffed =
  | { readonly kind: 'readable'; readonly format: PictureFacts['format'] }
  /** A picture in a format that is recognised and not read, by the name people know it under. */
  | { readonly kind: 'unsupported'; readonly format: string }
  | { readonly kind: 'sequence'; readonly format: 'avif' }
  | { readonly kind: 'unknown' };

/** Bytes of the beginning that `sniffFormat` looks at. */
export const sniffedBytes = 1024;

type Mark = readonly [at: number, text: string];

const readable: readonly (readonly [PictureFacts['format'], readonly Mark[]])[] = [
  ['jpeg', [[0, '\xff\xd8\xff']]],
  ['png', [[0, '\x89PNG\r\n\x1a\n']]],
  ['gif', [[0, 'GIF87a']]],
  ['gif', [[0, 'GIF89a']]],
  // biome-ignore format: a row for each
  ['webp', [[0, 'RIFF'], [8, 'WEBP']]],
  ['tiff', [[0, 'II*\0']]],
  ['tiff', [[0, 'MM\0*']]],
  ['tiff', [[0, 'II+\0']]],
  ['tiff', [[0, 'MM\0+']]],
];

// Before the readable ones: some of them are TIFF at first sight.
const unsupported: readonly (readonly [string, readonly Mark[]])[] = [
  // biome-ignore format: a row for each
  ['Canon RAW (CR2)', [[0, 'II*\0'], [8, 'CR']]],
  ['Canon RAW (CR3)', [[4, 'ftypcrx ']]],
  ['Fujifilm RAW', [[0, 'FUJIFILMCCD-RAW']]],
  ['Panasonic RAW', [[0, 'IIU\0']]],
  ['Olympus RAW', [[0, 'IIRO']]],
  ['Olympus RAW', [[0, 'IIRS']]],
  ['Photoshop (PSD)', [[0, '8BPS']]],
  ['PDF', [[0, '%PDF']]],
  ['JPEG XL', [[0, '\xff\x0a']]],
  ['JPEG XL', [[4, 'JXL \r\n\x87\n']]],
  ['JPEG 2000', [[4, 'jP  \r\n\x87\n']]],
  ['JPEG 2000', [[0, '\xffO\xffQ']]],
  ['OpenEXR', [[0, 'v/1\x01']]],
  ['Radiance HDR', [[0, '#?RADIANCE']]],
  ['Radiance HDR', [[0, '#?RGBE']]],
  ['DDS', [[0, 'DDS ']]],
  ['QOI', [[0, 'qoif']]],
  ['Windows icon', [[0, '\0\0\x01\0']]],
  ['GIMP (XCF)', [[0, 'gimp xcf']]],
  // biome-ignore format: a row for each
  ['BMP', [[0, 'BM'], [6, '\0\0\0\0']]],
];

/**
 * Names a file's format by its first bytes; its extension is never asked. What is not named here never
 * reaches a decoder: libvips has loaders (SVG, its own .v) that must not see strangers' files.
 *
 * @param head the first `sniffedBytes` bytes, fewer when the file is shorter.
 */
export function sniffFormat(head: Uint8Array): Sniffed {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const has = (marks: readonly Mark[]) => marks.every(([at, mark]) => text.startsWith(mark, at));
  for (const [format, marks] of unsupported) if (has(marks)) return { kind: 'unsupported', format };
  for (const [format, marks] of readable) if (has(marks)) return { kind: 'readable', format };
  if (text.startsWith('ftyp', 4)) return sniffBoxes(text);
  if (/^P[1-7]\s/.test(text)) return { kind: 'unsupported', format: 'PNM' };
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|svg|!--|!DOCTYPE svg)/.test(text) && text.includes('<svg')) {
    return { kind: 'unsupported', format: 'SVG' };
  }
  return { kind: 'unknown' };
}

/** HEIF's family: the brands of the `ftyp` box tell them apart (ISO/IEC 14496-12, 4.3). */
function sniffBoxes(text: string): Sniffed {
  const length = Math.min(text.length, text.charCodeAt(2) * 256 + text.charCodeAt(3));
  const major = text.slice(8, 12);
  const brands = [major];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text.slice(at, at + 4));
  if (major === 'avis') return { kind: 'sequence', format: 'avif' };
  if (brands.includes('avif')) return { kind: 'readable', format: 'avif' };
  if (brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand))) return { kind: 'unsupported', format: 'HEIC' };
  return { kind: 'unknown' };
}
