import { describe, expect, it, vi } from 'vitest';
import { requestDevice } from '../../../../../renderer/engine/gpu/request-device.ts';

const fastest = { powerPreference: 'high-performance' } as const;

function gpuWith(features: readonly string[]) {
  const limits = { maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9, maxTextureDimension2D: 16_384 };
  const request = vi.fn(async (_: GPUDeviceDescriptor) => ({}));
  const requestAdapter = vi.fn(async () => ({ features: new Set(features), limits, requestDevice: request }));
  return { gpu: { requestAdapter } as unknown as GPU, requestAdapter, request };
}

describe('the device', () => {
  it('is asked for with the buffers that the adapter can have, and no feature that it lacks', async () => {
    const { gpu, requestAdapter, request } = gpuWith(['shader-f16', 'texture-compression-bc']);
    await requestDevice(gpu, fastest);
    expect(requestAdapter).toHaveBeenCalledWith(fastest);
    expect(request).toHaveBeenCalledWith({
      requiredFeatures: ['shader-f16'],
      requiredLimits: expect.objectContaining({ maxBufferSize: 4e9, maxStorageBufferBindingSize: 2e9 }),
    });
  });

  it('is refused where the adapter has gone', async () => {
    const gpu = { requestAdapter: async () => null } as unknown as GPU;
    await expect(requestDevice(gpu, fastest)).rejects.toThrow('the graphics adapter has gone');
  });
});
