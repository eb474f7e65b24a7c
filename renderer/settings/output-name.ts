import type { Settings } from '../../electron/contract/settings.ts';

const endings = { jpeg: 'jpg', png: 'png', webp: 'webp', avif: 'avif', tiff: 'tif' } as const;

/**
 * The name a result will have, `NAME_x4.EXT`, when none of that name is there yet. A format that is
 * kept keeps its ending as it was written; GIF cannot be written and becomes PNG.
 */
export function outputName(source: string, sourceFormat: string, settings: Pick<Settings, 'scale' | 'format'>): string {
  const dot = source.lastIndexOf('.');
  const stem = dot > 0 ? source.slice(0, dot) : source;
  const ending = dot > 0 ? source.slice(dot + 1) : '';
  const format = writtenFormat(sourceFormat, settings.format);
  const kept = format === sourceFormat && ending !== '';
  return `${stem}_x${settings.scale}.${kept ? ending : endings[format]}`;
}

/** The format a result will have. */
export function writtenFormat(sourceFormat: string, format: Settings['format']): keyof typeof endings {
  if (format !== 'same') return format;
  return sourceFormat in endings ? (sourceFormat as keyof typeof endings) : 'png';
}
