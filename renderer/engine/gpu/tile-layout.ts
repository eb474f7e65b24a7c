import { blockEdges, blockNumbers } from '../../../models/inference/measure-tile.ts';
import type { Scale, TileRequest } from '../../../models/inference/tile.ts';

/** How a tile lies in the GPU's buffers. All sizes are in bytes. */
export interface TileLayout {
  /** The struct `Tile` of the kernels. */
  readonly uniforms: Uint32Array<ArrayBuffer>;
  readonly bits: 8 | 16;
  /** The tile as it came, padded to whole words. */
  readonly source: number;
  /** The network's input, [1, 3, height, width] float32. */
  readonly image: number;
  /** Samples of one output of the network, [1, 3, s·height, s·width]. */
  readonly samples: number;
  /** What was asked for, as it goes down, and the same padded to whole words. */
  readonly result: number;
  readonly resultPadded: number;
  /** Rows and columns of the blocks that are measured. */
  readonly blocks: { readonly rows: number; readonly columns: number };
  readonly statistics: number;
}

/** The struct that every kernel gets as its uniforms, in the order of `layTile`. */
export const tileStruct = /* wgsl */ `
struct Tile {
  width: u32,
  height: u32,
  // The wanted part, input pixels.
  left: u32,
  top: u32,
  cropWidth: u32,
  cropHeight: u32,
  scale: u32,
  // Blocks that are measured.
  rows: u32,
  columns: u32,
}
@group(0) @binding(0) var<uniform> tile: Tile;
`;

/** Where a tile's parts lie, and how large they are. */
export function layTile(request: TileRequest, scale: Scale): TileLayout {
  const { width, height, crop, want } = request;
  const bits = request.pixels instanceof Uint16Array ? 16 : 8;
  const rows = blockEdges(crop.top, crop.height, scale).length - 1;
  const columns = blockEdges(crop.left, crop.width, scale).length - 1;
  const cropSamples = 3 * scale * scale * crop.width * crop.height;
  const result = want === 'planes' ? 2 * 2 * cropSamples : (bits / 8) * cropSamples;
  return {
    uniforms: Uint32Array.of(width, height, crop.left, crop.top, crop.width, crop.height, scale, rows, columns),
    bits,
    source: wholeWords(request.pixels.byteLength),
    image: 4 * 3 * width * height,
    samples: 3 * scale * scale * width * height,
    result,
    resultPadded: wholeWords(result),
    blocks: { rows, columns },
    statistics: 4 * 3 * rows * columns * blockNumbers,
  };
}

/** The GPU addresses its memory in words of four bytes. */
export function wholeWords(bytes: number): number {
  return 4 * Math.ceil(bytes / 4);
}

/**
 * Workgroups of a row of work, in as many rows as the device's limit asks for; the last one may be too long, so
 * kernels compare.
 */
export function spreadGroups(invocations: number, groupSize: number, most: number): readonly [number, number] {
  const groups = Math.ceil(invocations / groupSize);
  const rows = Math.ceil(groups / most);
  return [Math.ceil(groups / rows), rows];
}
