import { tileStruct } from './tile-layout.ts';

/** A compute shader of one entry point, `main`; bindings: 0 the tile's uniforms, then its buffers in order. */
export interface Kernel {
  readonly label: string;
  readonly code: string;
}

/** Compiles a kernel for samples of so many bits. Rejects with the compiler's words. */
export function compileKernel(device: GPUDevice, kernel: Kernel, bits?: 8 | 16): Promise<GPUComputePipeline> {
  const { label, code } = kernel;
  return device.createComputePipelineAsync({
    label,
    layout: 'auto',
    compute: {
      module: device.createShaderModule({ label, code: tileStruct + code }),
      entryPoint: 'main',
      ...(bits && { constants: { bits } }),
    },
  });
}

/** Adds one run of a kernel to a pass. */
export function dispatchKernel(
  device: GPUDevice,
  pass: GPUComputePassEncoder,
  pipeline: GPUComputePipeline,
  buffers: readonly GPUBuffer[],
  groups: readonly [number, number, number?],
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  );
  pass.dispatchWorkgroups(...groups);
}
