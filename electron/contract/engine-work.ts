import { z } from 'zod';
import { engineKindSchema, scaleSchema } from './settings.ts';

/**
 * A screen that can run networks (WebGPU, WASM) offers itself, then asks for tiles: one question at a time, the next
 * one while it computes as long as it has less than `tilesAtOnce` of them.
 * Work and answers are one binary message each: `packMessage(header, pixels)`.
 */
export const offerSchema = z.object({
  kind: engineKindSchema.exclude(['native', 'webgpu-native']),
  name: z.string(),
  /** It runs float16 networks (`shader-f16`). */
  half: z.boolean().optional(),
  /** Bytes of the largest buffer that a kernel can be given. Not an integer's schema: 2⁶⁴ is a device's way to say any. */
  largestBuffer: z.number().positive().optional(),
});
export type Offer = z.infer<typeof offerSchema>;
/** Of two tiles on a GPU, one goes up or comes down while the other is computed. */
export const tilesAtOnce = { webgpu: 2, wasm: 1 } as const;
/** Bytes of an answer at most. */
export const largestAnswer = 64e6;
export const offerAnswerSchema = z.object({ offer: z.string() });

/** Which network to run: `model` is its file's key, fetched once from `/api/models/:model.onnx`. */
export const tileWorkSchema = z.object({
  id: z.string(),
  model: z.string(),
  scale: scaleSchema,
  /** Size of the tile with its context, input pixels. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** The part of it that is wanted, input pixels. */
  crop: z.object({
    left: z.int().nonnegative(),
    top: z.int().nonnegative(),
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  depth: z.union([z.literal(8), z.literal(16)]),
  strength: z.number().min(0).max(2),
  cleanup: z.number().min(0).max(1).nullable(),
  want: z.enum(['picture', 'planes']),
});
export type TileWork = z.infer<typeof tileWorkSchema>;

export const tileAnswerSchema = z.discriminatedUnion('kind', [
  /** `detail`: empty when the tile was judged good, else what is wrong with it. */
  z.object({ kind: z.literal('ran'), fault: z.string() }),
  /**
   * The engine failed; `lost`: its device is gone. `restarts`: its runtime is of no use after that, and the screen
   * starts another one, which asks for whatever else this one had.
   */
  z.object({ kind: z.literal('failed'), detail: z.string(), lost: z.boolean(), restarts: z.boolean().optional() }),
]);
export type TileAnswer = z.infer<typeof tileAnswerSchema>;

/** [u32 LE length of header][header as JSON, UTF-8][zeros up to a multiple of 8][pixels]. */
export function packMessage(header: unknown, pixels: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const message = new Uint8Array(start + pixels.length);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  message.set(pixels, start);
  return message;
}

/** The two parts of a packed message; the header still has to be parsed. Throws RangeError on nonsense. */
export function unpackMessage(message: Uint8Array): { header: unknown; pixels: Uint8Array } {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const length = message.byteLength >= 4 ? view.getUint32(0, true) : Number.POSITIVE_INFINITY;
  if (4 + length > message.byteLength) throw new RangeError('the message is shorter than its header says');
  const header: unknown = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length)));
  return { header, pixels: message.subarray(Math.ceil((4 + length) / 8) * 8) };
}
