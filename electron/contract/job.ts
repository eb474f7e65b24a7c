import { z } from 'zod';
import { adviceStateSchema, choiceSchema } from './advice.ts';
import { problemSchema } from './problem.ts';
import { settingsSchema } from './settings.ts';

/** What a look at the file's header found. Sizes are of the picture standing upright. */
const sourceSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  bytes: z.int().nonnegative(),
  /** As the decoder names it: jpeg, png, webp, tiff, avif, gif. */
  format: z.string(),
  depth: z.union([z.literal(8), z.literal(16)]),
  grey: z.boolean(),
  alpha: z.boolean(),
  /** The canvas colour space that shows it truest. */
  space: z.enum(['srgb', 'display-p3']),
});

const outputSchema = z.object({
  name: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  bytes: z.int().nonnegative(),
});

export const jobStateSchema = z.discriminatedUnion('kind', [
  /** Listed, nothing asked yet. */
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('queued') }),
  z.object({
    kind: z.literal('running'),
    /** Output pixels. */
    done: z.int().nonnegative(),
    total: z.int().positive(),
    /** Honest estimate from the measured rate; null until there is one. */
    secondsLeft: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('done'),
    output: outputSchema,
    seconds: z.number(),
    /** As they were asked for. */
    settings: settingsSchema,
    used: choiceSchema,
    /** What could not be kept, in words. */
    warnings: z.array(z.string()),
  }),
  /** An output with the same source and settings is already there. */
  z.object({ kind: z.literal('skipped'), output: outputSchema, settings: settingsSchema, used: choiceSchema }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
  z.object({ kind: z.literal('cancelled') }),
]);
export type JobState = z.infer<typeof jobStateSchema>;

/** One photo in the list. The id is opaque: the screen never sees a path. */
export const jobSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Null until the file's header is read, and for good when it cannot be: then the state is `failed`. */
  source: sourceSchema.nullable(),
  advice: adviceStateSchema,
  state: jobStateSchema,
});
export type Job = z.infer<typeof jobSchema>;

/** Photos told at once: what a screen takes in between two frames. */
export const jobsTold = 500;
