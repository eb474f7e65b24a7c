import { judgeTile } from './judge-tile.ts';
import { planeUnit, type Samples, type Scale, type TileRequest, type TileResult } from './tile.ts';

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
  // The planes are wanted whatever the strength is; 1 gives base = output − residual without a division.
  const strength = planes ? 1 : request.strength;
  const image = toPlanar(request.pixels, width, height);
  const cleanup = network.hasCleanup ? (request.cleanup ?? 0) : null;
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
    output: fetched.output,
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

/** [height, width, 3] samples → [3, height, width], 0..1. */
function toPlanar(pixels: Samples, width: number, height: number): Float32Array {
  const area = width * height;
  if (pixels.length !== 3 * area) {
    throw new RangeError(`toPlanar: expected ${3 * area} samples for ${width}×${height}, got ${pixels.length}`);
  }
  const full = pixels instanceof Uint16Array ? 65535 : 255;
  const planar = new Float32Array(3 * area);
  for (let i = 0, from = 0; i < area; i++, from += 3) {
    planar[i] = pixels[from]! / full;
    planar[area + i] = pixels[from + 1]! / full;
    planar[2 * area + i] = pixels[from + 2]! / full;
  }
  return planar;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

type Box = Size & { readonly left: number; readonly top: number };

function packPicture(output: Float32Array, size: Size, box: Box, deep: boolean): Samples {
  return deep ? packDeep(output, size, box) : packBytes(output, size, box);
}

/** Apart from `packDeep`: one loop with a rounding of its own for each depth ran four times as long. */
function packBytes(output: Float32Array, size: Size, box: Box): Uint8Array {
  const [red, green, blue] = planesOf(output);
  // Clamps and rounds by itself.
  const packed = new Uint8ClampedArray(3 * box.width * box.height);
  let to = 0;
  for (let y = box.top; y < box.top + box.height; y++) {
    const start = y * size.width + box.left;
    for (let i = start; i < start + box.width; i++, to += 3) {
      packed[to] = red[i]! * 255;
      packed[to + 1] = green[i]! * 255;
      packed[to + 2] = blue[i]! * 255;
    }
  }
  return new Uint8Array(packed.buffer);
}

function packDeep(output: Float32Array, size: Size, box: Box): Uint16Array {
  const packed = new Uint16Array(3 * box.width * box.height);
  for (const [channel, plane] of planesOf(output).entries()) {
    let to = channel;
    for (let y = box.top; y < box.top + box.height; y++) {
      const start = y * size.width + box.left;
      for (let i = start; i < start + box.width; i++, to += 3) {
        packed[to] = Math.min(65535, Math.max(0, Math.round(plane[i]! * 65535)));
      }
    }
  }
  return packed;
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
