import type { Kernel } from './kernel.ts';

/** Side of a workgroup, pixels. */
export const unpackSide = 16;

/** [height, width, 3] samples of `bits` bits → [1, 3, height, width] float32, 0..1. One invocation a pixel. */
export const unpackKernel: Kernel = {
  label: 'unpack',
  code: /* wgsl */ `
override bits: u32;
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> image: array<f32>;

fn sourceAt(index: u32) -> f32 {
  let perWord = 32u / bits;
  let full = (1u << bits) - 1u;
  let level = (source[index / perWord] >> (bits * (index % perWord))) & full;
  return f32(level) / f32(full);
}

@compute @workgroup_size(${unpackSide}, ${unpackSide})
fn main(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= tile.width || at.y >= tile.height) {
    return;
  }
  let pixel = at.y * tile.width + at.x;
  let area = tile.width * tile.height;
  for (var channel = 0u; channel < 3u; channel++) {
    image[channel * area + pixel] = sourceAt(3u * pixel + channel);
  }
}
`,
};
