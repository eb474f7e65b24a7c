import type { Offer } from '../../electron/contract/engine-work.ts';

/** The parts of WebGPU's adapter that tell what it is. */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

interface Adapter {
  readonly info: AdapterInfo;
  readonly features?: { has(name: string): boolean };
  readonly limits?: Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;
}

type AdapterOptions = Pick<GPURequestAdapterOptions, 'forceFallbackAdapter' | 'powerPreference'>;

export interface Gpu {
  requestAdapter(options?: AdapterOptions): Promise<Adapter | null>;
}

export type Provider =
  /** `adapter`: how the adapter that is offered is asked for. */
  | { readonly offer: Offer & { readonly kind: 'webgpu' }; readonly adapter: AdapterOptions }
  | { readonly offer: Offer & { readonly kind: 'wasm' } };

const fastest: AdapterOptions = { powerPreference: 'high-performance' };
const imitated: AdapterOptions = { forceFallbackAdapter: true };

/**
 * What this page can run networks on and should: a real GPU. The processor's turn is the machine's, whose
 * native engine was measured 2.8 to 3.6 times as fast as WebAssembly; a GPU that software imitates, and
 * WebAssembly, are offered only when asked for by name.
 */
export async function chooseProvider(asked: string | null, gpu: Gpu | undefined): Promise<Provider | null> {
  if (asked === 'wasm') return { offer: { kind: 'wasm', name: 'SIMD' } };
  if (!gpu) return null;
  for (const options of asked === 'webgpu' ? [fastest, imitated] : [fastest]) {
    const adapter = await gpu.requestAdapter(options);
    if (!adapter) continue;
    if (isImitated(adapter.info) && asked !== 'webgpu') return null;
    const half = adapter.features?.has('shader-f16') ?? false;
    const largestBuffer = largestOf(adapter);
    return {
      offer: { kind: 'webgpu', name: nameOf(adapter.info), half, ...(largestBuffer && { largestBuffer }) },
      adapter: options,
    };
  }
  return null;
}

/** Browsers are to mark software adapters; those that do not are known by name. */
function isImitated({ isFallbackAdapter, architecture, description, device }: AdapterInfo): boolean {
  return (
    isFallbackAdapter === true || /swiftshader|llvmpipe|software/i.test(`${architecture} ${description} ${device}`)
  );
}

/** The device gets all that its adapter has (gpu/request-device.ts). */
function largestOf({ limits }: Adapter): number | undefined {
  return limits && Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}

function nameOf({ vendor, architecture, device, description }: AdapterInfo): string {
  return description || device || [vendor, architecture].filter(Boolean).join(' ') || 'WebGPU';
}
