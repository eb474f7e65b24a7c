// TypeScript's DOM has WebGPU's types and lacks its constants.
declare const GPUBufferUsage: Readonly<
  Record<'STORAGE' | 'UNIFORM' | 'COPY_SRC' | 'COPY_DST' | 'MAP_READ', GPUBufferUsageFlags>
>;

/** The GPU's memory for one tile on its way. */
export interface TileBuffers {
  readonly uniforms: GPUBuffer;
  readonly strength: GPUBuffer;
  readonly cleanup: GPUBuffer;
  readonly source: GPUBuffer;
  readonly image: GPUBuffer;
  readonly result: GPUBuffer;
  readonly statistics: GPUBuffer;
  /** Result and statistics, mapped to be read. */
  readonly download: GPUBuffer;
}

export type BufferName = keyof TileBuffers;

/** Keeps the buffers of finished tiles for the next ones. */
export interface TileBufferPool {
  /** Buffers of at least so many bytes each. */
  take(needs: Readonly<Record<BufferName, number>>): TileBuffers;
  give(buffers: TileBuffers): void;
  /** Frees what is kept. */
  clear(): void;
}

/** Frees the buffers of a tile that went wrong. */
export function destroyBuffers(buffers: TileBuffers): void {
  for (const buffer of Object.values<GPUBuffer>({ ...buffers })) buffer.destroy();
}

/** onnxruntime's kernels read float32 in fours. */
const granule = 16;

export function createTileBufferPool(device: GPUDevice): TileBufferPool {
  const { STORAGE, UNIFORM, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const usages: Readonly<Record<BufferName, GPUBufferUsageFlags>> = {
    uniforms: UNIFORM | COPY_DST,
    strength: STORAGE | COPY_SRC | COPY_DST,
    cleanup: STORAGE | COPY_SRC | COPY_DST,
    source: STORAGE | COPY_DST,
    image: STORAGE | COPY_SRC | COPY_DST,
    result: STORAGE | COPY_SRC,
    statistics: STORAGE | COPY_SRC,
    download: MAP_READ | COPY_DST,
  };
  const idle: TileBuffers[] = [];
  return {
    take: (needs) => {
      const kept = idle.pop();
      const fitting = (name: BufferName) => {
        const buffer = kept?.[name];
        if (buffer && buffer.size >= needs[name]) return buffer;
        buffer?.destroy();
        return device.createBuffer({
          label: name,
          size: granule * Math.ceil(needs[name] / granule),
          usage: usages[name],
        });
      };
      return {
        uniforms: fitting('uniforms'),
        strength: fitting('strength'),
        cleanup: fitting('cleanup'),
        source: fitting('source'),
        image: fitting('image'),
        result: fitting('result'),
        statistics: fitting('statistics'),
        download: fitting('download'),
      };
    },
    give: (buffers) => void idle.push(buffers),
    clear: () => idle.splice(0).forEach(destroyBuffers),
  };
}
