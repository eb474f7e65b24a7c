import cpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import cpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import { type Feeds, type Fetched, runTile } from '../../models/inference/run-tile.ts';
import { absoluteAddress, type OnnxRuntime } from './runtime.ts';

/** More threads than this gained nothing on nets of this size and starve the rest of the page. */
const mostThreads = 8;

/** Sets onnxruntime up for WebAssembly; its 14 MB are loaded from our own origin at the first network. */
export function openWasm(): OnnxRuntime {
  const { wasm } = ort.env;
  wasm.wasmPaths = { mjs: absoluteAddress(cpuModule), wasm: absoluteAddress(cpuBinary) };
  wasm.proxy = false;
  wasm.numThreads = crossOriginIsolated ? Math.min(mostThreads, navigator.hardwareConcurrency) : 1;
  return {
    async load(network) {
      const session = await ort.InferenceSession.create(network, {
        executionProviders: ['wasm'],
        graphOptimizationLevel: 'all',
      });
      const hasCleanup = session.inputNames.includes('cleanup');
      const infer = (feeds: Feeds) => inferOnProcessor(session, feeds);
      return {
        run: (request, scale) => runTile(infer, request, { scale, hasCleanup }),
        release: () => session.release(),
      };
    },
    lost: new Promise(() => undefined),
  };
}

async function inferOnProcessor(session: ort.InferenceSession, feeds: Feeds): Promise<Fetched> {
  const { image, width, height, strength, cleanup, wanted } = feeds;
  const scalar = (value: number) => new ort.Tensor('float32', Float32Array.of(value), []);
  const inputs: ort.InferenceSession.FeedsType = {
    image: new ort.Tensor('float32', image, [1, 3, height, width]),
    strength: scalar(strength),
    ...(cleanup === null ? {} : { cleanup: scalar(cleanup) }),
  };
  const outputs = await session.run(inputs, wanted);
  return { output: samplesOf(outputs.output), residual: outputs.residual && samplesOf(outputs.residual) };
}

function samplesOf(tensor: { readonly data: unknown } | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('the network gave no float32 samples');
  return tensor.data;
}
