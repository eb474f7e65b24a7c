import { describe, expect, it } from 'vitest';
import { chooseProvider, type Gpu } from '../../../../renderer/engine/choose-provider.ts';

const info = { vendor: 'amd', architecture: 'rdna-3', device: '', description: '' };
const gpuWith = (found: object | null, fallback: object | null = null): Gpu => ({
  requestAdapter: async (options) => {
    const chosen = options?.forceFallbackAdapter ? fallback : found;
    return chosen && { info: { ...info, ...chosen } };
  },
});

describe('the engine that a page offers', () => {
  it('is the GPU where there is one, by its maker’s words', async () => {
    const named = gpuWith({ description: 'AMD Radeon 780M' });
    expect((await chooseProvider(null, named))?.offer).toEqual({
      kind: 'webgpu',
      name: 'AMD Radeon 780M',
      half: false,
    });
    expect((await chooseProvider(null, gpuWith({})))?.offer.name).toBe('amd rdna-3');
  });

  it('says whether the GPU runs float16', async () => {
    const adapter = { info, features: new Set(['shader-f16']) };
    const found = await chooseProvider(null, { requestAdapter: async () => adapter });
    expect(found?.offer).toEqual({ kind: 'webgpu', name: 'amd rdna-3', half: true });
  });

  it('says how large a buffer a kernel can be given', async () => {
    const limits = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };
    const found = await chooseProvider(null, { requestAdapter: async () => ({ info, limits }) });
    expect(found?.offer).toMatchObject({ largestBuffer: 2 ** 27 });
  });

  it('is no GPU that software imitates, unless it is asked for', async () => {
    for (const imitated of [
      { isFallbackAdapter: true },
      { architecture: 'swiftshader' },
      { description: 'llvmpipe (LLVM)' },
    ]) {
      expect(await chooseProvider(null, gpuWith(imitated))).toBeNull();
      expect((await chooseProvider('webgpu', gpuWith(imitated)))?.offer.kind).toBe('webgpu');
    }
    expect((await chooseProvider('webgpu', gpuWith(null, { isFallbackAdapter: true })))?.offer.kind).toBe('webgpu');
  });

  it('is asked for again as it was found: the fastest adapter, else the one that software imitates', async () => {
    const found = await chooseProvider('webgpu', gpuWith({}, { isFallbackAdapter: true }));
    expect(found).toMatchObject({ adapter: { powerPreference: 'high-performance' } });
    const fallback = await chooseProvider('webgpu', gpuWith(null, { isFallbackAdapter: true }));
    expect(fallback).toMatchObject({ adapter: { forceFallbackAdapter: true } });
  });

  it('is WebAssembly only when it is asked for', async () => {
    expect(await chooseProvider(null, undefined)).toBeNull();
    expect((await chooseProvider('wasm', undefined))?.offer.kind).toBe('wasm');
  });

  it('is none where WebGPU is asked for and nothing has it', async () => {
    expect(await chooseProvider('webgpu', gpuWith(null))).toBeNull();
  });
});
