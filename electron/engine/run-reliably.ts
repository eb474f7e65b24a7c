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

/** What is known of a network's tiles on an engine, and learned by running one. Pixels are those with context. */
export interface TileLimits {
  /** Pixels above which a tile is run in quarters from the start. */
  room(): number;
  ran(pixels: number): void;
  /** A tile of so many pixels failed, and its parts, of at most `fitting`, ran. */
  refused(pixels: number, fitting: number): void;
}

export interface ReliableOptions {
  readonly signal: AbortSignal;
  readonly priority: Priority;
  readonly limits: TileLimits;
}

/**
 * Runs a tile on one engine until it comes out right: once more after a lost device, in quarters after
 * any other failure, after a result that was judged bad, and where there is no room for the whole.
 */
export async function runReliably(
  engine: Engine,
  network: Network,
  request: TileRequest,
  options: ReliableOptions,
): Promise<ReliableResult> {
  const { signal, priority, limits } = options;
  const pixels = request.width * request.height;
  const { crop } = request;
  const smallest = Math.max(crop.width, crop.height) <= smallestTile;
  if (pixels > limits.room() && !smallest) return runParts(engine, network, request, options);
  let result = await engine.run(network, request, signal, priority);
  let runs = 1;
  if (result.kind === 'failed' && result.lost) {
    result = await engine.run(network, request, signal, priority);
    runs++;
  }
  if (result.kind === 'ran' && !result.fault) {
    limits.ran(pixels);
    return { kind: 'ran', pixels: result.pixels, runs };
  }
  const lost = result.kind === 'failed' && result.lost;
  const detail = result.kind === 'failed' ? result.detail : result.fault;
  const fault = result.kind === 'ran';
  if (lost || smallest) return { kind: 'gave-up', detail, fault, lost, runs };
  const parts = await runParts(engine, network, request, options);
  // Bad pixels may come of what the picture shows; a failure that ends with the size came of it.
  if (parts.kind === 'ran' && !fault) limits.refused(pixels, parts.largest);
  return { ...parts, runs: runs + parts.runs };
}

/** A tile in quarters. `largest`: pixels with context of the largest of them. */
async function runParts(
  engine: Engine,
  network: Network,
  request: TileRequest,
  options: ReliableOptions,
): Promise<ReliableResult & { readonly largest: number }> {
  const { crop } = request;
  let runs = 0;
  let largest = 0;
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
    largest = Math.max(largest, part.request.width * part.request.height);
    if (done.kind === 'gave-up') return { ...done, runs, largest };
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
  return { kind: 'ran', pixels: whole, runs, largest };
}
