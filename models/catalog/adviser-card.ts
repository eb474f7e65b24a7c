import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the network is that looks at a picture and says which other one suits it; beside `auto.onnx`. */
export const adviserCardSchema = z.strictObject({
  schema: z.literal(1),
  key: z.literal('auto'),
  title: z.string().min(1),
  description: z.string().min(1),
  file: z.strictObject({ name: z.string().endsWith('.onnx'), bytes: z.int().positive(), sha256 }),
  /** How many crops it is shown of a picture, and their side in pixels. */
  input: z.strictObject({ crops: z.literal(8), size: z.literal(96) }),
  /** In the order of its `kind` output. */
  kinds: z.tuple([z.literal('photo'), z.literal('art'), z.literal('screenshot')]),
  architecture: z.strictObject({
    name: z.string().min(1),
    channels: z.array(z.int().positive()).min(1),
    blocks: z.int().positive(),
    parameters: z.int().positive(),
  }),
  training: z.strictObject({
    pictures: z.string().min(1),
    /** Lists of the pictures, in models/training. */
    manifests: z.array(z.strictObject({ name: z.string().endsWith('.tsv'), sha256 })).min(1),
    licences: z.array(z.string()).min(1),
    steps: z.int().positive(),
    checkpoint: z.strictObject({ name: z.string().endsWith('.pt'), sha256 }),
  }),
  measured: z.strictObject({
    pictures: z.int().positive(),
    /** Share of pictures whose kind it told. */
    kindRight: z.number().min(0).max(1),
    noiseCorrelation: z.number().min(-1).max(1),
    qualityCorrelation: z.number().min(-1).max(1),
    /** What was held back whole from its training. */
    heldBack: z.string().min(1),
  }),
  licence: z.string().min(1),
});
export type AdviserCard = z.infer<typeof adviserCardSchema>;
