import { readFile } from 'node:fs/promises';
import os from 'node:os';
import * as native from 'onnxruntime-node';
import type { Network } from '../../electron/engine/engine.ts';

/**
 * A network on its runtime and nothing else: pictures of one size, or one made up, run again and again.
 *
 * @param size of the pictures with all their context, pixels.
 * @param ort onnxruntime-node, or onnxruntime-web for WebAssembly.
 * @param options of the session, beside the usual ones.
 */
export async function openBare(
  network: Network,
  { width, height }: { readonly width: number; readonly height: number },
  ort: Pick<typeof native, 'InferenceSession' | 'Tensor'> = native,
  options: native.InferenceSession.SessionOptions = {},
) {
  const session = await ort.InferenceSession.create(await readFile(network.file), {
    executionProviders: [ort === native ? 'cpu' : 'wasm'],
    intraOpNumThreads: os.availableParallelism(),
    ...options,
  });
  const madeUp = Float32Array.from({ length: 3 * width * height }, (_, i) => ((i * 37) % 256) / 255);
  const [outWidth, outHeight] = [network.scale * width, network.scale * height];
  const number = (value: number) => new ort.Tensor('float32', Float32Array.of(value), []);
  const dials = { strength: number(1), ...(network.hasCleanup && { cleanup: number(0) }) };
  // Into the same memory every time, as the engine does it.
  const output = new ort.Tensor('float32', new Float32Array(3 * outWidth * outHeight), [1, 3, outHeight, outWidth]);
  return {
    /** @param image [3, height, width], 0..1. @returns [3, s·height, s·width], until the next run. */
    run: async (image: Float32Array = madeUp): Promise<Float32Array> => {
      await session.run({ image: new ort.Tensor('float32', image, [1, 3, height, width]), ...dials }, { output });
      return output.data as Float32Array;
    },
    release: () => session.release(),
  };
}
