import { extname } from 'node:path';
import type { Format } from '../contract/settings.ts';

const extensions: Readonly<Record<Format, readonly [string, ...string[]]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  avif: ['.avif'],
  tiff: ['.tif', '.tiff'],
};

/** Longest name that common file systems take, bytes of UTF-8. */
const longestName = 255;
/** Room kept for a number that may have to follow: ` (9999)`. */
const numberRoom = 7;

/**
 * The result's name: `NAME_x4.EXT`. The extension stays as it is in the original, upper case too, when it
 * already means the format. Overlong names lose their end.
 *
 * @param sourceName the original's file name, without its folder.
 */
export function outputName(sourceName: string, scale: number, format: Format): string {
  const extension = extname(sourceName);
  const stem = sourceName.slice(0, sourceName.length - extension.length);
  const kept = extensions[format].includes(extension.toLowerCase());
  const end = `_x${scale}${kept ? extension : extensions[format][0]}`;
  return `${shorten(stem, longestName - numberRoom - Buffer.byteLength(end))}${end}`;
}

/** The `n`th name for the same thing: `NAME_x4 (2).EXT`; the first is the name itself. */
export function numberedName(name: string, n: number): string {
  if (n <= 1) return name;
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)} (${n})${extension}`;
}

/** As much of a text as fits into so many bytes of UTF-8, whole characters only. */
function shorten(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let short = '';
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    short += character;
  }
  return short;
}
