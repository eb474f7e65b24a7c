import { readFile } from 'node:fs/promises';
import os from 'node:os';
import * as native from 'onnxruntime-node';
import type { Network } from '../../electron/engine/engine.ts';

/**
 * A network on its runtime and nothing else: one picture, run again and again.
 *
 * @param size of the picture with all its context, pixels.
 * @param ort onnxruntime-node, or onnxruntime-web for WebAssembly.
 */
export async function openBare(
  network: Network,
  { width, height }: { readonly width: number; readonly height: number },
  ort: Pick<typeof native, 'InferenceSession' | 'Tensor'> = native,
) {
  const session = await ort.InferenceSession.create(await readFile(network.file), {
    executionProviders: [ort === native ? 'cpu' : 'wasm'],
    intraOpNumThreads: os.availableParallelism(),
  });
  const image = Float32Array.from({ length: 3 * width * height }, (_, i) => ((i * 37) % 256) / 255);
  const [outWidth, outHeight] = [network.scale * width, network.scale * height];
  const feeds = {
    image: new ort.Tensor('float32', image, [1, 3, height, width]),
    strength: new ort.Tensor('float32', Float32Array.of(1), []),
  };
  // Into the same memory every time, as the engine does it.
  const output = new ort.Tensor('float32', new Float32Array(3 * outWidth * outHeight), [1, 3, outHeight, outWidth]);
  return { run: () => session.run(feeds, { output }), release: () => session.release() };
}
