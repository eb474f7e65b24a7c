import type { Metadata } from 'sharp';
import { z } from 'zod';
import { adviceSchema } from '../contract/advice.ts';
import { settingsSchema } from '../contract/settings.ts';
import { openPicture } from './open-picture.ts';
import { sniffFile } from './sniff-file.ts';
import { readXmpFields } from './xmp.ts';

/** What was left to the adviser, and what it said: with it, what it would choose is known without a look. */
const advisedSchema = z.object({
  /** SHA-256 of the adviser's file, hexadecimal. */
  adviser: z.string(),
  /** As asked for. */
  model: z.string(),
  cleanup: settingsSchema.shape.cleanup.unwrap(),
  advice: adviceSchema,
});

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
  /** Absent where the user had said everything, or the adviser could not be asked. */
  advised: advisedSchema.optional(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

const round = (value: number) => Number(value.toFixed(4));

/** The provenance as XMP properties, all of them text. */
export function provenanceFields(provenance: Provenance): Record<string, string> {
  const { advised, cleanup, quality, scale, strength, ...texts } = provenance;
  return {
    ...texts,
    scale: String(round(scale)),
    strength: String(round(strength)),
    ...(cleanup === null ? {} : { cleanup: String(round(cleanup)) }),
    ...(quality === null || quality === undefined ? {} : { quality: String(quality) }),
    ...(advised && advisedFields(advised)),
  };
}

function advisedFields({
  adviser,
  model,
  cleanup,
  advice,
}: NonNullable<Provenance['advised']>): Record<string, string> {
  return {
    adviser,
    askedModel: model,
    askedCleanup: String(cleanup),
    seenKind: advice.kind,
    seenCertainty: String(advice.certainty),
    seenNoise: String(advice.noise),
    ...(advice.quality === null ? {} : { seenQuality: String(advice.quality) }),
  };
}

const advisedFieldsSchema = z
  .object({
    adviser: z.string(),
    askedModel: z.string(),
    askedCleanup: z.union([z.literal('auto'), z.coerce.number()]),
    seenKind: adviceSchema.shape.kind,
    seenCertainty: z.coerce.number(),
    seenNoise: z.coerce.number(),
    seenQuality: z.coerce.number().nullable().default(null),
  })
  .transform(({ adviser, askedModel, askedCleanup, seenKind, seenCertainty, seenNoise, seenQuality }) => ({
    adviser,
    model: askedModel,
    cleanup: askedCleanup,
    advice: { kind: seenKind, certainty: seenCertainty, noise: seenNoise, quality: seenQuality },
  }))
  .pipe(advisedSchema);

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
  if (!parsed.success) return null;
  const advised = advisedFieldsSchema.safeParse(fields);
  return advised.success ? { ...parsed.data, advised: advised.data } : parsed.data;
}

async function readable(path: string): Promise<Metadata | undefined> {
  const { kind } = await sniffFile(path);
  return kind === 'readable' ? openPicture(path).metadata() : undefined;
}

/**
 * Whether a result is the work that is wanted: same source, network and settings, by any version of Residual,
 * no matter who chose them. Its quality counts only where the wanted one is stated.
 */
export function isSameWork(made: Provenance, wanted: Provenance): boolean {
  const key = (provenance: Provenance) => {
    const { version: _, quality, ...fields } = provenanceFields({ ...provenance, advised: undefined });
    return JSON.stringify([Object.entries(fields).sort(), wanted.quality === undefined ? '' : quality]);
  };
  return key(made) === key(wanted);
}
