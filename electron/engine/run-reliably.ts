import { pasteRegion, splitTile } from '../../models/inference/split-tile.ts';
import type { Samples, TileRequest } from '../../models/inference/tile.ts';
import type { Engine, Network, Priority } from './engine.ts';

/** Tiles are not halved below this many pixels a side: what fails there fails for another reason. */
const smallestTile = 32;

export type ReliableResult =
  | { readonly kind: 'ran'; readonly pixels: Samples | Int16Array; readonly runs: number }
  | {
      readonly kind: 'gave-up';
      readonly detail: string;
      readonly fault: boolean;
      readonly lost: boolean;
      readonly runs: number;
    };

/**
 * Runs a tile on one engine until it comes out right: once more after a lost device, in quarters after
 * any other failure and after a result that was judged bad.
 */
export async function runReliably(
  engine: Engine,
  network: Network,
  request: TileRequest,
  options: { readonly signal: AbortSignal; readonly priority: Priority },
): Promise<ReliableResult> {
  const { signal, priority } = options;
  let result = await engine.run(network, request, signal, priority);
  let runs = 1;
  if (result.kind === 'failed' && result.lost) {
    result = await engine.run(network, request, signal, priority);
    runs++;
  }
  if (result.kind === 'ran' && !result.fault) return { kind: 'ran', pixels: result.pixels, runs };
  const lost = result.kind === 'failed' && result.lost;
  const detail = result.kind === 'failed' ? result.detail : result.fault;
  const fault = result.kind === 'ran';
  const { crop } = request;
  if (lost || Math.max(crop.width, crop.height) <= smallestTile) return { kind: 'gave-up', detail, fault, lost, runs };

  const scale = network.scale;
  const outWidth = scale * crop.width;
  const planes = request.want === 'planes';
  const samples = 3 * scale * scale * crop.width * crop.height;
  const whole = planes
    ? new Int16Array(2 * samples)
    : request.pixels instanceof Uint16Array
      ? new Uint16Array(samples)
      : new Uint8Array(samples);
  for (const part of splitTile(request)) {
    const done = await runReliably(engine, network, part.request, options);
    runs += done.runs;
    if (done.kind === 'gave-up') return { ...done, runs };
    const box = {
      left: scale * part.at.left,
      top: scale * part.at.top,
      width: scale * part.at.width,
      height: scale * part.at.height,
    };
    if (planes) {
      const half = done.pixels.length / 2;
      pasteRegion(whole.subarray(0, samples), outWidth, 3, box, done.pixels.subarray(0, half));
      pasteRegion(whole.subarray(samples), outWidth, 3, box, done.pixels.subarray(half));
    } else {
      pasteRegion(whole, outWidth, 3, box, done.pixels);
    }
  }
  return { kind: 'ran', pixels: whole, runs };
}
