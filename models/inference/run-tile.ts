import { judgeTile } from './judge-tile.ts';
import { measureTile, planeOf, type TileStatistics } from './measure-tile.ts';
import { packBytes } from './pack-bytes.ts';
import { planeUnit, type Region, type Scale, type TileRequest, type TileResult } from './tile.ts';
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
 * @param memory gives a buffer of at least so many bytes for a result of 8 bits; a new one where absent.
 * @returns `ran`, with `fault` '' and pixels when the judge found it good; `failed` when `run` rejected.
 */
export async function runTile(
  run: (feeds: Feeds) => Promise<Fetched>,
  request: TileRequest,
  network: { readonly scale: Scale; readonly hasCleanup: boolean },
  memory?: (bytes: number) => ArrayBuffer,
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
  const { output, residual } = fetched;
  const judge = (statistics: TileStatistics) =>
    judgeTile({ image, width, height, statistics, crop, scale, strength, cleanup: cleanup ?? 0 });
  if (!planes && request.pixels instanceof Uint8Array) {
    const { pixels, statistics } = packBytes(output, width, crop, scale, memory);
    const fault = judge(statistics);
    return { kind: 'ran', fault, pixels: fault ? new Uint8Array() : pixels };
  }
  const fault = judge(measureTile(output, width, crop, scale));
  if (fault) return { kind: 'ran', fault, pixels: new Uint8Array() };
  const box = {
    left: scale * crop.left,
    top: scale * crop.top,
    width: scale * crop.width,
    height: scale * crop.height,
  };
  const pixels = planes ? packPlanes(output, residual!, scale * width, box) : packDeep(output, scale * width, box);
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

/** In output pixels. @param stride pixels from one row to the next. */
function packDeep(output: Float32Array, stride: number, box: Region): Uint16Array {
  const packed = new Uint16Array(3 * box.width * box.height);
  for (let channel = 0; channel < 3; channel++) {
    const plane = planeOf(output, channel);
    let to = channel;
    for (let y = box.top; y < box.top + box.height; y++) {
      const start = y * stride + box.left;
      for (let i = start; i < start + box.width; i++, to += 3) {
        packed[to] = Math.min(65535, Math.max(0, Math.round(plane[i]! * 65535)));
      }
    }
  }
  return packed;
}

function packPlanes(output: Float32Array, residual: Float32Array, stride: number, box: Region): Int16Array {
  const samples = 3 * box.width * box.height;
  const packed = new Int16Array(2 * samples);
  for (let channel = 0; channel < 3; channel++) {
    const plane = planeOf(output, channel);
    const added = planeOf(residual, channel);
    let to = channel;
    for (let y = box.top; y < box.top + box.height; y++) {
      const start = y * stride + box.left;
      for (let i = start; i < start + box.width; i++, to += 3) {
        packed[to] = toUnits(plane[i]! - added[i]!);
        packed[samples + to] = toUnits(added[i]!);
      }
    }
  }
  return packed;
}

function toUnits(value: number): number {
  return Math.min(32767, Math.max(-32768, Math.round(value * planeUnit)));
}
