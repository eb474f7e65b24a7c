import type { Metadata } from 'sharp';
import { z } from 'zod';
import { openPicture } from './open-picture.ts';
import { sniffFile } from './sniff-file.ts';
import { readXmpFields } from './xmp.ts';

/** What made a result; it stands in the result's XMP. Numbers are rounded to four places there. */
export const provenanceSchema = z.object({
  /** Residual's version. */
  version: z.string(),
  model: z.string(),
  /** SHA-256 of the network's file, hexadecimal. */
  modelHash: z.string(),
  scale: z.number(),
  strength: z.number(),
  /** Null where the model has no such input. */
  cleanup: z.number().nullable(),
  /** SHA-256 of the source file's bytes, hexadecimal. */
  source: z.string(),
  /** The encoder's, 1..100; null where the format loses nothing. `createPictureWriter` fills it in. */
  quality: z.number().nullable().optional(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

const round = (value: number) => Number(value.toFixed(4));

/** The provenance as XMP properties, all of them text. */
export function provenanceFields(provenance: Provenance): Record<string, string> {
  const { cleanup, quality, scale, strength, ...texts } = provenance;
  return {
    ...texts,
    scale: String(round(scale)),
    strength: String(round(strength)),
    ...(cleanup === null ? {} : { cleanup: String(round(cleanup)) }),
    ...(quality === null || quality === undefined ? {} : { quality: String(quality) }),
  };
}

const fieldsSchema = z.object({
  version: z.string(),
  model: z.string(),
  modelHash: z.string(),
  scale: z.coerce.number(),
  strength: z.coerce.number(),
  cleanup: z.coerce.number().nullable().default(null),
  source: z.string(),
  quality: z.coerce.number().nullable().default(null),
});

/** What made this picture; null when it was not made by Residual, or cannot be read. */
export async function readProvenance(path: string): Promise<Provenance | null> {
  const metadata = await readable(path).catch(() => undefined);
  const fields = metadata?.xmpAsString && readXmpFields(metadata.xmpAsString);
  const parsed = fieldsSchema.safeParse(fields);
  return parsed.success ? parsed.data : null;
}

async function readable(path: string): Promise<Metadata | undefined> {
  const { kind } = await sniffFile(path);
  return kind === 'readable' ? openPicture(path).metadata() : undefined;
}

/**
 * Whether a result is the work that is wanted: same source, network and settings, by any version of Residual.
 * Its quality counts only where the wanted one is stated.
 */
export function isSameWork(made: Provenance, wanted: Provenance): boolean {
  const key = (provenance: Provenance) => {
    const { version: _, quality, ...fields } = provenanceFields(provenance);
    return JSON.stringify([Object.entries(fields).sort(), wanted.quality === undefined ? '' : quality]);
  };
  return key(made) === key(wanted);
}
