import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What the adviser is, the network that looks at crops of a picture and tells its kind, its noise and its compression:
 * models/weights/auto.json, beside auto.onnx.
 *
 * Input `crops` [n,3,size,size] float32, RGB, 0..1, gamma-encoded; outputs `kind` [n,3] probabilities in the order of
 * `kinds`, `noise` [n] sigma in 8-bit units, `quality` [n] JPEG quality 1..100, 100 where it was never compressed.
 */
export const adviserCardSchema = z.strictObject({
  schema: z.literal(1),
  key: z.literal('auto'),
  title: z.string().min(1),
  description: z.string().min(1),
  file: z.strictObject({ name: z.literal('auto.onnx'), bytes: z.int().positive(), sha256 }),
  /** Most crops of a picture that are looked at, and the side of each in pixels. */
  input: z.strictObject({ crops: z.literal(8), size: z.literal(96) }),
  kinds: z.tuple([z.literal('photo'), z.literal('art'), z.literal('screenshot')]),
  architecture: z.strictObject({
    name: z.string().min(1),
    /** Of each stage of each network. */
    channels: z.array(z.int().positive()).min(1),
    /** Of all of them. */
    blocks: z.int().positive(),
    /** Of the folded graph. */
    parameters: z.int().positive(),
  }),
  training: z.strictObject({
    pictures: z.string().min(1),
    /** Lists of the pictures, in models/training. */
    manifests: z.array(z.strictObject({ name: z.string().endsWith('.tsv'), sha256 })).min(1),
    licences: z.array(z.string().min(1)).min(1),
    steps: z.int().positive(),
    /** Of the networks whose answers the graph averages. */
    checkpoints: z.array(z.strictObject({ name: z.string().endsWith('.pt'), sha256 })).min(1),
  }),
  /** One answer a picture, on pictures of sources that training never saw. */
  measured: z.strictObject({
    pictures: z.int().positive(),
    /** Share of pictures whose kind is right. */
    kindRight: z.number().min(0).max(1),
    noiseCorrelation: z.number().min(-1).max(1),
    qualityCorrelation: z.number().min(-1).max(1),
    /** What was held back, and how it was measured. */
    heldBack: z.string().min(1),
  }),
  licence: z.string().min(1),
});
export type AdviserCard = z.infer<typeof adviserCardSchema>;
