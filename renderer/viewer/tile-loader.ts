import { type Problem, problemOf } from '../../electron/contract/problem.ts';
import { createTileCache } from './tile-cache.ts';

/** A tile to load: its address names it, and it has to come in this size, output pixels. */
export interface WantedTile {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

export interface TileLoader<Value> {
  /** Loads these, in this order, and gives up whatever else is on its way. */
  want(tiles: readonly WantedTile[]): void;
  get(path: string): Value | undefined;
  /** It is not there, and nothing speaks against its coming. */
  isPending(path: string): boolean;
  /** Why one of the wanted tiles will not come; null when none failed. */
  problem(): Problem | null;
  /** Tries again what failed. */
  forgiveFailures(): void;
}

export interface TileSource<Value> {
  load(tile: WantedTile, signal: AbortSignal): Promise<Value>;
  bytes(value: Value): number;
  /** Something arrived or failed. */
  onChange(): void;
  readonly limitBytes: number;
  /** Requests at a time: more would only queue at the machine's one engine, where they cannot be re-ordered. */
  readonly parallel: number;
}

/** Fetches what is on screen and nothing else. A tile that failed is not asked for again by itself. */
export function createTileLoader<Value>(source: TileSource<Value>): TileLoader<Value> {
  const cache = createTileCache<Value>(source.limitBytes);
  const flying = new Map<string, AbortController>();
  const failed = new Map<string, Problem>();
  let wanted: readonly WantedTile[] = [];

  const isPending = (path: string) => cache.get(path) === undefined && !failed.has(path);

  function pump() {
    for (const tile of wanted) {
      if (flying.size >= source.parallel) return;
      const { path } = tile;
      if (!flying.has(path) && isPending(path)) void fly(tile);
    }
  }

  async function fly(tile: WantedTile) {
    const controller = new AbortController();
    flying.set(tile.path, controller);
    try {
      const value = await source.load(tile, controller.signal);
      if (!controller.signal.aborted) {
        cache.put(tile.path, value, source.bytes(value), new Set(wanted.map(({ path }) => path)));
      }
    } catch (error) {
      if (!controller.signal.aborted) failed.set(tile.path, problemOf(error, ''));
    }
    if (controller.signal.aborted) return;
    flying.delete(tile.path);
    pump();
    source.onChange();
  }

  return {
    want(tiles) {
      wanted = tiles;
      const kept = new Set(tiles.map(({ path }) => path));
      for (const [path, controller] of flying) {
        if (kept.has(path)) continue;
        flying.delete(path);
        controller.abort();
      }
      pump();
    },
    get: (path) => cache.get(path),
    isPending,
    problem: () => wanted.map(({ path }) => failed.get(path)).find((problem) => problem !== undefined) ?? null,
    forgiveFailures() {
      failed.clear();
      pump();
    },
  };
}
