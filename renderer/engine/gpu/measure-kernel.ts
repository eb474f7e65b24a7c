import type { Kernel } from './kernel.ts';

/**
 * The numbers of `measureTile` (models/inference/measure-tile.ts) in float32; one workgroup a block and channel.
 *
 * What is not finite is told by its bits: compilers may take for granted that there is none.
 */
export const measureKernel: Kernel = {
  label: 'measure',
  code: /* wgsl */ `
const lanes = 64u;
const largest = 3.40282346e38f;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read_write> statistics: array<vec4f>;

/** A lane's share, then the shares joined: sum, lowest, highest, how many are not finite. */
var<workgroup> shares: array<vec4f, lanes>;

fn edge(start: u32, length: u32, index: u32, count: u32) -> u32 {
  return tile.scale * start + (tile.scale * length * index) / count;
}

@compute @workgroup_size(lanes)
fn main(@builtin(workgroup_id) block: vec3u, @builtin(local_invocation_index) lane: u32) {
  let left = edge(tile.left, tile.cropWidth, block.x, tile.columns);
  let right = edge(tile.left, tile.cropWidth, block.x + 1u, tile.columns);
  let top = edge(tile.top, tile.cropHeight, block.y, tile.rows);
  let bottom = edge(tile.top, tile.cropHeight, block.y + 1u, tile.rows);
  let width = tile.scale * tile.width;
  let first = (block.z * tile.scale * tile.height + top) * width + left;
  let columns = right - left;
  let count = columns * (bottom - top);
  var share = vec4f(0.0, largest, -largest, 0.0);
  for (var index = lane; index < count; index += lanes) {
    let value = output[first + (index / columns) * width + index % columns];
    if ((bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u) {
      share.w += 1.0;
    } else {
      share = vec4f(share.x + value, min(share.y, value), max(share.z, value), share.w);
    }
  }
  shares[lane] = share;
  for (var half = lanes / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let a = shares[lane];
      let b = shares[lane + half];
      shares[lane] = vec4f(a.x + b.x, min(a.y, b.y), max(a.z, b.z), a.w + b.w);
    }
  }
  if (lane == 0u) {
    statistics[(block.z * tile.rows + block.y) * tile.columns + block.x] = shares[0];
  }
}
`,
};
