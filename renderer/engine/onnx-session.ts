import type { InferenceSession } from 'onnxruntime-web';
import gpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import cpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import cpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Feeds, Fetched } from '../../models/inference/run-tile.ts';
import type { Provider } from './choose-provider.ts';

/** A network that is loaded and ready. */
export interface OnnxSession {
  readonly hasCleanup: boolean;
  run(feeds: Feeds): Promise<Fetched>;
  release(): Promise<void>;
}

/** onnxruntime-web set up for one provider. */
export interface OnnxRuntime {
  load(network: Uint8Array): Promise<OnnxSession>;
  /** Resolves with the reason when the graphics device is gone; nothing can be run after. */
  lost(): Promise<string>;
}

/** More threads than this gained nothing on nets of this size and starve the rest of the page. */
const mostThreads = 8;

/** Loads the runtime's part for this provider: 27 MB for the GPU, 14 MB for WebAssembly, from our own origin. */
export async function openRuntime(provider: Provider): Promise<OnnxRuntime> {
  const isGpu = provider.offer.kind === 'webgpu';
  const ort = isGpu ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  const { env } = ort;
  env.wasm.wasmPaths = isGpu
    ? { mjs: absolute(gpuModule), wasm: absolute(gpuBinary) }
    : { mjs: absolute(cpuModule), wasm: absolute(cpuBinary) };
  env.wasm.proxy = false;
  env.wasm.numThreads = isGpu || !crossOriginIsolated ? 1 : Math.min(mostThreads, navigator.hardwareConcurrency);
  if ('adapter' in provider) Object.assign(env.webgpu, { adapter: provider.adapter });

  return {
    async load(network) {
      const session = await ort.InferenceSession.create(network, {
        executionProviders: [provider.offer.kind],
        graphOptimizationLevel: 'all',
      });
      return { hasCleanup: session.inputNames.includes('cleanup'), run, release: () => session.release() };

      async function run(feeds: Feeds): Promise<Fetched> {
        const { image, width, height, strength, cleanup, wanted } = feeds;
        const scalar = (value: number) => new ort.Tensor('float32', Float32Array.of(value), []);
        const inputs: InferenceSession.FeedsType = {
          image: new ort.Tensor('float32', image, [1, 3, height, width]),
          strength: scalar(strength),
          ...(cleanup === null ? {} : { cleanup: scalar(cleanup) }),
        };
        const outputs = await session.run(inputs, wanted);
        return { output: samplesOf(outputs.output), residual: outputs.residual && samplesOf(outputs.residual) };
      }
    },
    lost: async () => {
      if (!isGpu) return new Promise<string>(() => undefined);
      const device = (await env.webgpu.device) as unknown as { lost: Promise<{ message: string }> };
      return (await device.lost).message;
    },
  };
}

function samplesOf(tensor: { readonly data: unknown } | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('the network gave no float32 samples');
  return tensor.data;
}

/** The runtime asks for absolute addresses; ours are relative to this script. */
function absolute(address: string): string {
  return new URL(address, import.meta.url).href;
}
