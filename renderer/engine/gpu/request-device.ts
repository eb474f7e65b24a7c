/** What onnxruntime's kernels make use of where it is there. */
const features = ['shader-f16', 'subgroups'] as const;

/** A device has the least that WebGPU promises unless more is asked for: 128 MB a binding, 256 invocations a group. */
const limits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/**
 * A device of the adapter that was offered, with all it has. An adapter gives one device, so it is asked for anew.
 *
 * Rejects when the adapter has gone meanwhile or refuses.
 */
export async function requestDevice(gpu: GPU, options: GPURequestAdapterOptions): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter(options);
  if (!adapter) throw new Error('the graphics adapter has gone');
  return adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
}
