import { compileKernel, dispatchKernel } from './kernel.ts';
import { measureKernel } from './measure-kernel.ts';
import { packGroup, packPictureKernel, packPlanesKernel } from './pack-kernels.ts';
import type { TileBuffers } from './tile-buffers.ts';
import { spreadGroups, type TileLayout } from './tile-layout.ts';
import { unpackKernel, unpackSide } from './unpack-kernel.ts';

/** Our part of a tile on the GPU: what lies before the network and what comes after it. */
export interface TileKernels {
  /** `source` → `image`. */
  unpack(layout: TileLayout, buffers: TileBuffers): GPUCommandBuffer;
  /**
   * The network's outputs → `result` and `statistics` → `download`, the statistics after the padded result.
   *
   * @param residual where the planes are wanted; else null.
   */
  pack(layout: TileLayout, buffers: TileBuffers, output: GPUBuffer, residual: GPUBuffer | null): GPUCommandBuffer;
}

export async function compileTileKernels(device: GPUDevice): Promise<TileKernels> {
  const [unpack8, unpack16, picture8, picture16, planes, measure] = await Promise.all([
    compileKernel(device, unpackKernel, 8),
    compileKernel(device, unpackKernel, 16),
    compileKernel(device, packPictureKernel, 8),
    compileKernel(device, packPictureKernel, 16),
    compileKernel(device, packPlanesKernel),
    compileKernel(device, measureKernel),
  ]);
  return {
    unpack: ({ bits, uniforms }, buffers) => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      const [width, height] = uniforms;
      const groups = [Math.ceil(width! / unpackSide), Math.ceil(height! / unpackSide)] as const;
      const pipeline = bits === 8 ? unpack8 : unpack16;
      dispatchKernel(device, pass, pipeline, [buffers.uniforms, buffers.source, buffers.image], groups);
      pass.end();
      return encoder.finish();
    },
    pack: (layout, { uniforms, result, statistics, download }, output, residual) => {
      const { columns, rows } = layout.blocks;
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      dispatchKernel(device, pass, measure, [uniforms, output, statistics], [columns, rows, 3]);
      const groups = spreadGroups(layout.resultPadded / 4, packGroup, device.limits.maxComputeWorkgroupsPerDimension);
      const picture = layout.bits === 8 ? picture8 : picture16;
      if (residual) dispatchKernel(device, pass, planes, [uniforms, output, residual, result], groups);
      else dispatchKernel(device, pass, picture, [uniforms, output, result], groups);
      pass.end();
      encoder.copyBufferToBuffer(result, 0, download, 0, layout.resultPadded);
      encoder.copyBufferToBuffer(statistics, 0, download, layout.resultPadded, layout.statistics);
      return encoder.finish();
    },
  };
}
