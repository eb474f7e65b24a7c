import { z } from 'zod';
import type { Choice, Reason } from '../../models/inference/choose-model.ts';
import { type Advice, pictureKinds } from '../../models/inference/sum-up-advice.ts';

export const adviceSchema = z.object({
  kind: z.enum(pictureKinds),
  certainty: z.number().min(0).max(1),
  noise: z.number().nonnegative(),
  quality: z.int().min(1).max(100).nullable(),
}) satisfies z.ZodType<Advice>;

/** What the adviser said of a photo on the list. */
export const adviceStateSchema = z.discriminatedUnion('kind', [
  /** Not asked yet. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('given'), advice: adviceSchema }),
  /** It could not be asked; `detail`: why, in its own words. */
  z.object({ kind: z.literal('failed'), detail: z.string() }),
]);
export type AdviceState = z.infer<typeof adviceStateSchema>;

const reasonSchema = z.object({
  code: z.enum(['clean-photo', 'degraded-photo', 'art', 'screenshot', 'no-advice']),
  advice: adviceSchema.nullable(),
  missed: z.object({ model: z.string(), because: z.enum(['absent', 'scale']) }).nullable(),
}) satisfies z.ZodType<Reason>;

/** The model and cleanup that a result was made with, and why where that was left to the adviser. */
export const choiceSchema = z.object({
  model: z.string(),
  cleanup: z.number().min(0).max(1).nullable(),
  reason: reasonSchema.nullable(),
}) satisfies z.ZodType<Choice>;
