import { answerOf } from '../machine/http-client.ts';
import type { Content } from './compose-tile.ts';
import type { WantedTile } from './tile-loader.ts';

/** The network's answer for one view tile. */
export interface LoadedTile {
  /** Output pixels. */
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] in 1/16384, not clipped. */
  readonly base: Int16Array;
  readonly residual: Int16Array;
  /** What was composed of it, by content, with the strength it was made at. */
  readonly painted: Map<Content, { readonly strength: number; readonly canvas: OffscreenCanvas }>;
}

/**
 * Fetches a tile's two planes. Rejects with ProblemError for what the machine could not do, RangeError
 * when the body has another size.
 */
export async function fetchViewTile({ path, width, height }: WantedTile, signal: AbortSignal): Promise<LoadedTile> {
  const response = await fetch(path, { signal });
  if (!response.ok) await answerOf(response);
  const body = await response.arrayBuffer();
  const samples = 3 * width * height;
  if (body.byteLength !== 4 * samples) {
    throw new RangeError(`a tile of ${width} × ${height} px came with ${body.byteLength} bytes`);
  }
  const planes = new Int16Array(body);
  return {
    width,
    height,
    base: planes.subarray(0, samples),
    residual: planes.subarray(samples),
    painted: new Map(),
  };
}

/** Memory of a tile: its planes, and the two canvases that a comparison makes of them. */
export function bytesOfTile(tile: LoadedTile): number {
  return tile.width * tile.height * (3 * 2 * 2 + 2 * 4);
}
