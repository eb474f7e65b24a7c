import type { Format, Settings } from './settings.ts';

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
  const { stem, extension } = splitName(sourceName);
  const kept = extensions[format].includes(extension.toLowerCase());
  const end = `_x${scale}${kept ? extension : extensions[format][0]}`;
  return `${shorten(stem, longestName - numberRoom - bytesOf(end))}${end}`;
}

/** The `n`th name for the same thing: `NAME_x4 (2).EXT`; the first is the name itself. */
export function numberedName(name: string, n: number): string {
  if (n <= 1) return name;
  const { stem, extension } = splitName(name);
  return `${stem} (${n})${extension}`;
}

/** The format a result will have. GIF has 256 colours, what the network adds would be lost in it: it becomes PNG. */
export function writtenFormat(sourceFormat: string, wanted: Settings['format']): Format {
  if (wanted !== 'same') return wanted;
  return sourceFormat in extensions ? (sourceFormat as Format) : 'png';
}

/** A dot that begins the name begins no extension. */
function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}

/** Length in UTF-8. */
function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As much of a text as fits into so many bytes of UTF-8, whole characters only. */
function shorten(text: string, bytes: number): string {
  if (bytesOf(text) <= bytes) return text;
  let short = '';
  let used = 0;
  for (const character of text) {
    used += bytesOf(character);
    if (used > bytes) break;
    short += character;
  }
  return short;
}
