import { judgeTile } from '../../../models/inference/judge-tile.ts';
import { dialsOf } from '../../../models/inference/run-tile.ts';
import type { Samples, Scale, TileRequest, TileResult } from '../../../models/inference/tile.ts';
import { toPlanar } from '../../../models/inference/to-planar.ts';
import { destroyBuffers, type TileBufferPool, type TileBuffers } from './tile-buffers.ts';
import type { TileKernels } from './tile-kernels.ts';
import { layTile, type TileLayout, wholeWords } from './tile-layout.ts';

// TypeScript's DOM has WebGPU's types and lacks its constants.
declare const GPUMapMode: { readonly READ: GPUMapModeFlags };

/** A network's inputs in the GPU's memory; the sizes are those of the image, pixels. */
export interface GpuFeeds {
  readonly image: GPUBuffer;
  readonly width: number;
  readonly height: number;
  readonly strength: GPUBuffer;
  /** Null where the model has no such input. */
  readonly cleanup: GPUBuffer | null;
  readonly wanted: readonly ('output' | 'residual')[];
}

/** One output of a network in the GPU's memory, until it is disposed of. */
export interface GpuOutput {
  readonly buffer: GPUBuffer;
  readonly samples: number;
  dispose(): void;
}

export interface GpuNetwork {
  readonly hasCleanup: boolean;
  /** What is submitted before goes before it, what is submitted after goes after. Answers in the order of `wanted`. */
  infer(feeds: GpuFeeds): Promise<readonly GpuOutput[]>;
}

interface GpuTools {
  readonly device: GPUDevice;
  readonly kernels: TileKernels;
  readonly pool: TileBufferPool;
}

/**
 * Runs one tile: it goes up and comes down as packed samples, and all between stays on the GPU. Several may be on
 * their way at once.
 *
 * Rejects when the network or the device gives up.
 */
export async function runTileOnGpu(
  tools: GpuTools,
  network: GpuNetwork,
  request: TileRequest,
  scale: Scale,
): Promise<TileResult> {
  const { pool } = tools;
  const buffers = pool.take(needsOf(layTile(request, scale)));
  try {
    const result = await runIn(buffers, tools, network, request, scale);
    pool.give(buffers);
    return result;
  } catch (error) {
    destroyBuffers(buffers);
    throw error;
  }
}

async function runIn(
  buffers: TileBuffers,
  { device, kernels }: GpuTools,
  network: GpuNetwork,
  request: TileRequest,
  scale: Scale,
): Promise<TileResult> {
  const { width, height, crop, want } = request;
  const { strength, cleanup } = dialsOf(request, network.hasCleanup);
  const layout = layTile(request, scale);
  device.queue.writeBuffer(buffers.uniforms, 0, layout.uniforms);
  device.queue.writeBuffer(buffers.source, 0, inWholeWords(request.pixels));
  device.queue.writeBuffer(buffers.strength, 0, Float32Array.of(strength));
  if (cleanup !== null) device.queue.writeBuffer(buffers.cleanup, 0, Float32Array.of(cleanup));
  device.queue.submit([kernels.unpack(layout, buffers)]);

  const outputs = await network.infer({
    image: buffers.image,
    width,
    height,
    strength: buffers.strength,
    cleanup: cleanup === null ? null : buffers.cleanup,
    wanted: want === 'planes' ? ['output', 'residual'] : ['output'],
  });
  const wrong = outputs.find(({ samples }) => samples !== layout.samples);
  if (!wrong) {
    const [output, residual] = outputs;
    device.queue.submit([kernels.pack(layout, buffers, output!.buffer, residual?.buffer ?? null)]);
  }
  // Whoever gets the memory next writes to it after what was submitted has read it.
  for (const output of outputs) output.dispose();
  if (wrong) {
    return { kind: 'ran', fault: `${wrong.samples} samples instead of ${layout.samples}`, pixels: new Uint8Array() };
  }
  const image = toPlanar(request.pixels, width, height);
  const { result, statistics } = await download(layout, buffers);
  const fault = judgeTile({ image, width, height, statistics, crop, scale, strength, cleanup: cleanup ?? 0 });
  if (fault) return { kind: 'ran', fault, pixels: new Uint8Array() };
  if (want === 'planes') return { kind: 'ran', fault: '', pixels: new Int16Array(result) };
  return { kind: 'ran', fault: '', pixels: layout.bits === 16 ? new Uint16Array(result) : new Uint8Array(result) };
}

function needsOf(layout: TileLayout): Parameters<TileBufferPool['take']>[0] {
  const { uniforms, source, image, resultPadded: result, statistics } = layout;
  return {
    uniforms: uniforms.byteLength,
    strength: 4,
    cleanup: 4,
    source,
    image,
    result,
    statistics,
    download: result + statistics,
  };
}

async function download(layout: TileLayout, { download: buffer }: TileBuffers) {
  const { result, resultPadded, statistics } = layout;
  await buffer.mapAsync(GPUMapMode.READ, 0, resultPadded + statistics);
  // Copies: what is mapped is gone when it is unmapped.
  const mapped = buffer.getMappedRange(0, resultPadded + statistics).slice(0);
  buffer.unmap();
  return { result: mapped.slice(0, result), statistics: new Float32Array(mapped, resultPadded) };
}

/** The queue takes whole words. */
function inWholeWords(pixels: Samples): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);
  if (bytes.length % 4 === 0) return bytes;
  const padded = new Uint8Array(wholeWords(bytes.length));
  padded.set(bytes);
  return padded;
}
