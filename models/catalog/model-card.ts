import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const networkFile = z.strictObject({ name: z.string().endsWith('.onnx'), bytes: z.int().positive(), sha256 });
const ssim = z.number().min(-1).max(1);

/** What a network is, where it comes from and how good it was measured to be; one card beside each .onnx file. */
export const modelCardSchema = z.strictObject({
  schema: z.literal(1),
  /** Names the file: MODEL-xSCALE. */
  key: z.string().regex(/^[a-z0-9-]+-x[234]$/),
  model: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  description: z.string().min(1),
  scale: z.union([z.literal(2), z.literal(3), z.literal(4)]),
  /** In float32. */
  file: networkFile,
  /** Receptive-field radius, input pixels: the context a tile needs on each side. */
  radius: z.int().min(2),
  hasCleanup: z.boolean(),
  architecture: z.strictObject({
    name: z.string().min(1),
    channels: z.int().positive(),
    blocks: z.int().positive(),
    /** Of the folded graph, the fixed bicubic left out. */
    parameters: z.int().positive(),
  }),
  training: z.strictObject({
    pictures: z.string().min(1),
    /** Lists of the pictures, in models/training. */
    manifests: z.array(z.strictObject({ name: z.string().endsWith('.tsv'), sha256 })).min(1),
    licences: z.array(z.string()).min(1),
    degradation: z.string().min(1),
    /** Every run in order, of other scales too where their weights were started from. */
    runs: z
      .array(
        z.strictObject({
          scale: z.union([z.literal(2), z.literal(3), z.literal(4)]),
          steps: z.int().positive(),
          /** Patches a step: one number for the whole run, or one for each of `patches`. */
          batch: z.array(z.int().positive()).min(1),
          /** Sides of the low-resolution patches, pixels, for equal parts of the run. */
          patches: z.array(z.int().positive()).min(1),
          rate: z.number().positive(),
          loss: z.string().min(1),
          degraded: z.boolean(),
        }),
      )
      .min(1),
    checkpoint: z.strictObject({ name: z.string().endsWith('.pt'), sha256 }),
  }),
  /**
   * PSNR of the luma in dB and its SSIM, borders of `scale` pixels left out; bicubic and Lanczos (a = 3)
   * enlargements of the same pictures beside it. `npm run bench -- quality --write` fills it in.
   */
  quality: z.array(
    z.strictObject({
      pictures: z.string().min(1),
      psnrY: z.number().positive(),
      bicubicPsnrY: z.number().positive(),
      lanczosPsnrY: z.number().positive().optional(),
      ssimY: ssim.optional(),
      bicubicSsimY: ssim.optional(),
      lanczosSsimY: ssim.optional(),
    }),
  ),
  /** The same network in other precisions, on the same contract with float32 inputs and outputs. */
  variants: z
    .array(
      z.strictObject({
        precision: z.enum(['fp16', 'int8']),
        file: networkFile,
        /** PSNR-Y that float32 has more, dB, on training's held-back pictures. */
        lossDb: z.strictObject({ validation: z.number() }),
      }),
    )
    .default([]),
  licence: z.string().min(1),
});
export type ModelCard = z.infer<typeof modelCardSchema>;
