import { planeUnit } from '../../../models/inference/tile.ts';
import type { Kernel } from './kernel.ts';

export const packGroup = 64;

/** Where a sample of the crop, [s·cropHeight, s·cropWidth, 3], lies in [1, 3, s·height, s·width]. */
const placeOf = /* wgsl */ `
fn cropSamples() -> u32 {
  return 3u * tile.scale * tile.cropWidth * tile.scale * tile.cropHeight;
}

fn placeOf(index: u32) -> u32 {
  let pixel = index / 3u;
  let cropWidth = tile.scale * tile.cropWidth;
  let x = tile.scale * tile.left + pixel % cropWidth;
  let y = tile.scale * tile.top + pixel / cropWidth;
  let width = tile.scale * tile.width;
  return ((index % 3u) * tile.scale * tile.height + y) * width + x;
}
`;

/** One invocation a word; `levelAt` gives a sample's bits. */
const packWords = /* wgsl */ `
@compute @workgroup_size(${packGroup})
fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let word = at.y * groups.x * ${packGroup}u + at.x;
  let perWord = 32u / bits;
  let first = word * perWord;
  let end = min(first + perWord, sampleCount());
  if (first >= end) {
    return;
  }
  var levels = 0u;
  for (var index = first; index < end; index++) {
    levels |= levelAt(index) << (bits * (index - first));
  }
  result[word] = levels;
}
`;

/** The crop of the network's output, clipped and rounded to `bits` bits, interleaved. */
export const packPictureKernel: Kernel = {
  label: 'pack picture',
  code: /* wgsl */ `
override bits: u32;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<u32>;
${placeOf}
fn sampleCount() -> u32 {
  return cropSamples();
}

fn levelAt(index: u32) -> u32 {
  let full = f32((1u << bits) - 1u);
  return u32(round(clamp(output[placeOf(index)], 0.0, 1.0) * full));
}
${packWords}`,
};

/** The crop of the upscaled input, then that of the residual: Int16 in 1/`planeUnit`, interleaved, not clipped to 0..1. */
export const packPlanesKernel: Kernel = {
  label: 'pack planes',
  code: /* wgsl */ `
const bits = 16u;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read> residual: array<f32>;
@group(0) @binding(3) var<storage, read_write> result: array<u32>;
${placeOf}
fn sampleCount() -> u32 {
  return 2u * cropSamples();
}

fn levelAt(index: u32) -> u32 {
  let count = cropSamples();
  let place = placeOf(index % count);
  var value = residual[place];
  if (index < count) {
    value = output[place] - value;
  }
  let units = i32(clamp(floor(value * ${planeUnit}.0 + 0.5), -32768.0, 32767.0));
  return bitcast<u32>(units) & 0xffffu;
}
${packWords}`,
};
