import { z } from 'zod';
import { automatic } from '../../models/inference/choose-model.ts';

export const scaleSchema = z.union([z.literal(2), z.literal(3), z.literal(4)]);
export type Scale = z.infer<typeof scaleSchema>;

/** Formats that can be written. */
export const formatSchema = z.enum(['jpeg', 'png', 'webp', 'avif', 'tiff']);
export type Format = z.infer<typeof formatSchema>;

export const engineKindSchema = z.enum(['webgpu', 'native', 'wasm', 'webgpu-native']);
export type EngineKind = z.infer<typeof engineKindSchema>;

export const precisionSchema = z.enum(['auto', 'fp32', 'fp16', 'int8']);
export type Precision = z.infer<typeof precisionSchema>;

/** What the user chose for one run. Defaults are the command line's. */
export const settingsSchema = z.object({
  scale: scaleSchema.default(4),
  /** A model's id; `auto`: the one that suits the photo, by what the adviser sees in it. */
  model: z.string().default(automatic),
  /** `same`: as the original (a GIF becomes PNG). */
  format: z.union([z.literal('same'), formatSchema]).default('same'),
  /** 1..100; null: the format's default. */
  quality: z.int().min(1).max(100).nullable().default(null),
  /** How much of the learned residual is added: 0 none, 1 as learned, 2 twice. */
  strength: z.number().min(0).max(2).default(1),
  /** For models that restore: how noisy the input is taken to be, 0..1; `auto`: as the adviser sees it. */
  cleanup: z.union([z.literal(automatic), z.number().min(0).max(1)]).default(automatic),
  engine: z.union([z.literal('auto'), engineKindSchema]).default('auto'),
  /**
   * Which of a model's files runs. `auto`: fp32; on a GPU that has it fp16, for pictures of 8 bits a sample,
   * where nobody sees the difference. int8 only where it is asked for: what it gains depends on the processor, and its
   * pixels are others. Above 8 bits fp32 runs whatever is asked for.
   */
  precision: precisionSchema.default('auto'),
  /** Replace results of earlier runs; originals are never replaced. */
  overwrite: z.boolean().default(false),
});
export type Settings = z.infer<typeof settingsSchema>;
