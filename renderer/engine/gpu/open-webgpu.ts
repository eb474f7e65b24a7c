import gpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import type { TileResult } from '../../../models/inference/tile.ts';
import { absoluteAddress, type OnnxRuntime, type OnnxSession } from '../runtime.ts';
import { requestDevice } from './request-device.ts';
import { type GpuFeeds, type GpuNetwork, type GpuOutput, runTileOnGpu } from './run-tile-on-gpu.ts';
import { createTileBufferPool } from './tile-buffers.ts';
import { compileTileKernels } from './tile-kernels.ts';
import { createUntilLost } from './until-lost.ts';

/**
 * [Note: no graph capture] `enableGraphCapture` keeps the buffers and the shape of a session's first run: with it a tile
 * of another size gave 175,104 samples instead of 164,160, and of two tiles at once the second was the first one's. It
 * would take a session, weights and all, for each size and each set of buffers; what it spares is the processor's work
 * for the few dozen kernels of a tile.
 */

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
  const untilLost = createUntilLost(lost);
  const kernels = await untilLost(compileTileKernels(device));
  const pool = createTileBufferPool(device);
  // Nobody awaits what the runtime submits: what goes wrong with it, memory above all, is told to the device.
  let error = { count: 0, message: '' };
  device.addEventListener('uncapturederror', (event) => {
    error = { count: error.count + 1, message: event.error.message };
  });
  const inTurn = createQueue();

  const load: OnnxRuntime['load'] = async (network) => {
    const session = await inTurn(() =>
      ort.InferenceSession.create(network, {
        executionProviders: [{ name: 'webgpu', device }],
        graphOptimizationLevel: 'all',
        preferredOutputLocation: 'gpu-buffer',
      }),
    );
    const loaded: GpuNetwork = {
      hasCleanup: session.inputNames.includes('cleanup'),
      infer: (feeds) => inTurn(() => inferOnGpu(session, feeds)),
    };
    const running = new Set<Promise<TileResult>>();
    const run: OnnxSession['run'] = async (request, scale) => {
      const { count } = error;
      const result = await runTileOnGpu({ device, kernels, pool }, loaded, request, scale);
      if (count === error.count) return result;
      // They may be what there was no memory for.
      pool.clear();
      return { kind: 'failed', detail: error.message, lost: false };
    };
    return {
      run: async (...tile) => {
        const one = untilLost(run(...tile));
        running.add(one);
        try {
          return await one;
        } finally {
          running.delete(one);
        }
      },
      release: async () => {
        // What a tile still holds of the network's memory goes with the network.
        await Promise.allSettled(running);
        await untilLost(inTurn(() => session.release()));
      },
    };
  };
  return { load: (network) => untilLost(load(network)), lost };
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
