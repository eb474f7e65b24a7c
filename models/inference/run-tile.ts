import { judgeTile } from './judge-tile.ts';
import { measureTile } from './measure-tile.ts';
import { planeUnit, type Samples, type Scale, type TileRequest, type TileResult } from './tile.ts';
import { toPlanar } from './to-planar.ts';

/** What a session is given; `image` is [1, 3, height, width], 0..1, gamma-encoded. */
export interface Feeds {
  readonly image: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly strength: number;
  /** Present where the model has the input. */
  readonly cleanup: number | null;
  /** Outputs to compute: the residual costs a copy and is left out where nobody looks at it. */
  readonly wanted: readonly ('output' | 'residual')[];
}

/** What a session gives back: [1, 3, s·height, s·width] each, not clipped. */
export interface Fetched {
  readonly output: Float32Array;
  readonly residual?: Float32Array | undefined;
}

/**
 * Runs one tile through a session: converts, runs, judges and packs the wanted crop.
 *
 * @param run one inference of the loaded network; may reject.
 * @returns `ran`, with `fault` '' and pixels when the judge found it good; `failed` when `run` rejected.
 */
export async function runTile(
  run: (feeds: Feeds) => Promise<Fetched>,
  request: TileRequest,
  network: { readonly scale: Scale; readonly hasCleanup: boolean },
): Promise<TileResult> {
  const { width, height, crop } = request;
  const { scale } = network;
  const planes = request.want === 'planes';
  const { strength, cleanup } = dialsOf(request, network.hasCleanup);
  const image = toPlanar(request.pixels, width, height);
  let fetched: Fetched;
  try {
    const wanted = planes ? (['output', 'residual'] as const) : (['output'] as const);
    fetched = await run({ image, width, height, strength, cleanup, wanted });
  } catch (error) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error), lost: false };
  }
  const expected = 3 * scale * scale * width * height;
  if (fetched.output.length !== expected || (planes && fetched.residual?.length !== expected)) {
    return { kind: 'ran', fault: `${fetched.output.length} samples instead of ${expected}`, pixels: new Uint8Array() };
  }
  const fault = judgeTile({
    image,
    width,
    height,
    statistics: measureTile(fetched.output, width, crop, scale),
    crop,
    scale,
    strength,
    cleanup: cleanup ?? 0,
  });
  if (fault) return { kind: 'ran', fault, pixels: new Uint8Array() };
  const region = {
    left: scale * crop.left,
    top: scale * crop.top,
    width: scale * crop.width,
    height: scale * crop.height,
  };
  const size = { width: scale * width, height: scale * height };
  const pixels = planes
    ? packPlanes(fetched.output, fetched.residual!, size, region)
    : packPicture(fetched.output, size, region, request.pixels instanceof Uint16Array);
  return { kind: 'ran', fault: '', pixels };
}

/** What a network is given beside the tile; `cleanup` is null where it has no such input. */
export function dialsOf(request: TileRequest, hasCleanup: boolean): { strength: number; cleanup: number | null } {
  return {
    // The planes are wanted whatever the strength is; 1 gives base = output − residual without a division.
    strength: request.want === 'planes' ? 1 : request.strength,
    cleanup: hasCleanup ? (request.cleanup ?? 0) : null,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

type Box = Size & { readonly left: number; readonly top: number };

function packPicture(output: Float32Array, size: Size, box: Box, deep: boolean): Samples {
  const [red, green, blue] = planesOf(output);
  const full = deep ? 65535 : 255;
  // Both clamp and round: the 8-bit array by itself.
  const round = deep ? (value: number) => Math.min(full, Math.max(0, Math.round(value))) : (value: number) => value;
  const packed = deep ? new Uint16Array(3 * box.width * box.height) : new Uint8ClampedArray(3 * box.width * box.height);
  let to = 0;
  for (let y = box.top; y < box.top + box.height; y++) {
    const start = y * size.width + box.left;
    for (let i = start; i < start + box.width; i++, to += 3) {
      packed[to] = round(red[i]! * full);
      packed[to + 1] = round(green[i]! * full);
      packed[to + 2] = round(blue[i]! * full);
    }
  }
  return packed instanceof Uint16Array ? packed : new Uint8Array(packed.buffer);
}

function packPlanes(output: Float32Array, residual: Float32Array, size: Size, box: Box): Int16Array {
  const samples = 3 * box.width * box.height;
  const packed = new Int16Array(2 * samples);
  const residuals = planesOf(residual);
  for (const [channel, plane] of planesOf(output).entries()) {
    const added = residuals[channel]!;
    let to = channel;
    for (let y = box.top; y < box.top + box.height; y++) {
      const start = y * size.width + box.left;
      for (let i = start; i < start + box.width; i++, to += 3) {
        packed[to] = toUnits(plane[i]! - added[i]!);
        packed[samples + to] = toUnits(added[i]!);
      }
    }
  }
  return packed;
}

/** The three planes of [3, height, width] as views: indexing one of them is several times as fast as striding. */
function planesOf(picture: Float32Array): [Float32Array, Float32Array, Float32Array] {
  const area = picture.length / 3;
  return [picture.subarray(0, area), picture.subarray(area, 2 * area), picture.subarray(2 * area)];
}

function toUnits(value: number): number {
  return Math.min(32767, Math.max(-32768, Math.round(value * planeUnit)));
}
