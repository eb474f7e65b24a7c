import gpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import { absoluteAddress, type OnnxRuntime, type OnnxSession } from '../runtime.ts';
import { requestDevice } from './request-device.ts';
import { type GpuFeeds, type GpuNetwork, type GpuOutput, type GpuTools, runTileOnGpu } from './run-tile-on-gpu.ts';
import { createTileBufferPool } from './tile-buffers.ts';
import { compileTileKernels } from './tile-kernels.ts';
import { createUntilLost } from './until-lost.ts';

/**
 * Sets onnxruntime up for WebGPU on a device that it shares with our kernels; its 27 MB are loaded from our own origin
 * at the first network.
 *
 * Rejects when there is no device any more.
 */
export async function openWebGpu(gpu: GPU, adapter: GPURequestAdapterOptions): Promise<OnnxRuntime> {
  const { wasm } = ort.env;
  wasm.wasmPaths = { mjs: absoluteAddress(gpuModule), wasm: absoluteAddress(gpuBinary) };
  wasm.proxy = false;
  wasm.numThreads = 1;
  const device = await requestDevice(gpu, adapter);
  const lost = device.lost.then(({ message }) => message || 'the graphics device was lost');
  const tools: GpuTools = { device, kernels: await compileTileKernels(device), pool: createTileBufferPool(device) };
  // Nobody awaits what the runtime submits: what goes wrong with it, memory above all, is told to the device.
  let errors: readonly string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => {
    errors = [...errors, error.message];
  });
  const inTurn = createQueue();
  const untilLost = createUntilLost(lost);

  return {
    async load(network) {
      const session = await ort.InferenceSession.create(network, {
        executionProviders: [{ name: 'webgpu', device }],
        graphOptimizationLevel: 'all',
        preferredOutputLocation: 'gpu-buffer',
      });
      const loaded: GpuNetwork = {
        hasCleanup: session.inputNames.includes('cleanup'),
        infer: (feeds) => inTurn(() => inferOnGpu(session, feeds)),
      };
      const run: OnnxSession['run'] = async (request, scale) => {
        const known = errors.length;
        const result = await runTileOnGpu(tools, loaded, request, scale);
        return known === errors.length ? result : { kind: 'failed', detail: errors.at(-1)!, lost: false };
      };
      return {
        run: (...tile) => untilLost(run(...tile)),
        release: () => inTurn(() => session.release()),
      };
    },
    lost,
  };
}

async function inferOnGpu(session: ort.InferenceSession, feeds: GpuFeeds): Promise<readonly GpuOutput[]> {
  const { image, width, height, strength, cleanup, wanted } = feeds;
  const tensor = (buffer: GPUBuffer, dims: readonly number[]) =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
  const outputs = await session.run(
    {
      image: tensor(image, [1, 3, height, width]),
      strength: tensor(strength, []),
      ...(cleanup && { cleanup: tensor(cleanup, []) }),
    },
    wanted,
  );
  return wanted.map((name) => {
    const output = outputs[name];
    if (output?.type !== 'float32') throw new Error('the network gave no float32 samples');
    return { buffer: output.gpuBuffer as GPUBuffer, samples: output.size, dispose: () => output.dispose() };
  });
}

/** The runtime runs one thing at a time. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
