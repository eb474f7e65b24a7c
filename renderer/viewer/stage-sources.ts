import { pixelPaths } from '../../electron/contract/pixels.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import { fetchOverview } from './fetch-overview.ts';
import { bytesOfTile, fetchViewTile, type LoadedTile } from './fetch-view-tile.ts';
import { createOverview, type Overview } from './overview.ts';
import { createOverviewMixer, type OverviewMixer } from './overview-mixer.ts';
import type { Scene } from './scene.ts';
import { createTileLoader, type WantedTile } from './tile-loader.ts';
import type { ViewTile } from './view-tiles.ts';

/** About 45 tiles at ×4: the screen's, and those just left. */
const tileMemory = 160e6;

/** Where the stage's pixels come from: tiles of the network's answer, and pictures of the whole. */
export interface StageSources {
  setScene(scene: Scene | null): void;
  /** Loads these tiles, in this order, and gives up all others that are on their way. */
  want(tiles: readonly ViewTile[]): void;
  tile(tile: ViewTile): LoadedTile | undefined;
  /** The square as it last was with another cleanup: a dial that is turned must not show the bare original. */
  standIn(tile: ViewTile): LoadedTile | undefined;
  /** It is on its way or will be. */
  isPending(tile: ViewTile): boolean;
  original(deviceSide: number): ImageBitmap | null;
  /** The whole result at the scene's strength; null before there is one. */
  mixed(deviceSide: number): CanvasImageSource | null;
  /** Nothing better will come for overviews of this size. */
  overviewsSettled(deviceSide: number): boolean;
  problem(): Problem | null;
  forgiveFailures(): void;
}

interface Result {
  readonly version: string;
  readonly overview: Overview;
  readonly mixer: OverviewMixer;
}

export function createStageSources(onChange: () => void): StageSources {
  let scene: Scene | null = null;
  let original: Overview | null = null;
  let result: Result | null = null;
  /** By place, the address under which a square of this photo, model and scale came last. */
  const latest = new Map<string, string>();
  const loader = createTileLoader<LoadedTile>({
    limitBytes: tileMemory,
    parallel: 2,
    bytes: bytesOfTile,
    load: fetchViewTile,
    onChange,
  });

  /** Nothing can be asked for while the model is not known. */
  function toWanted({ column, row, width, height }: ViewTile): WantedTile[] {
    const { job, model, scale, cleanup } = scene!;
    if (model === null) return [];
    const path = pixelPaths.viewTile(job, model, scale, cleanup, column, row);
    return [{ path, width: width * scale, height: height * scale }];
  }

  function openOriginal({ job }: Scene): Overview {
    return createOverview((side, signal) => fetchOverview(pixelPaths.originalOverview(job, side), signal), onChange);
  }

  function openResult({ job, space }: Scene, made: NonNullable<Scene['result']>): Result {
    return {
      version: `${job} ${made.version}`,
      overview: createOverview((side, signal) => fetchOverview(pixelPaths.resultOverview(job, side), signal), onChange),
      mixer: createOverviewMixer(made.strength, space),
    };
  }

  return {
    setScene(next) {
      if (next?.job !== scene?.job) {
        original?.close();
        original = next && openOriginal(next);
      }
      const version = next?.result ? `${next.job} ${next.result.version}` : null;
      if (version !== (result?.version ?? null)) {
        result?.overview.close();
        result = next?.result ? openResult(next, next.result) : null;
      }
      if (next?.job !== scene?.job || next?.model !== scene?.model || next?.scale !== scene?.scale) latest.clear();
      scene = next;
      if (!next) loader.want([]);
    },
    want: (tiles) => loader.want(tiles.flatMap(toWanted)),
    tile(tile) {
      const [wanted] = toWanted(tile);
      const loaded = wanted && loader.get(wanted.path);
      if (loaded) latest.set(placeOf(tile), wanted.path);
      return loaded;
    },
    standIn: (tile) => loader.get(latest.get(placeOf(tile)) ?? ''),
    isPending: (tile) => toWanted(tile).every(({ path }) => loader.isPending(path)),
    original: (deviceSide) => original?.ask(deviceSide) ?? null,
    mixed(deviceSide) {
      if (!scene || !result || !original) return null;
      const before = original.ask(deviceSide);
      const after = result.overview.ask(deviceSide);
      return before && after && result.mixer.mix(before, after, scene.strength);
    },
    overviewsSettled: (deviceSide) =>
      original?.isSettled(deviceSide) === true && (!result || result.overview.isSettled(deviceSide)),
    problem: () => loader.problem() ?? original?.problem() ?? result?.overview.problem() ?? null,
    forgiveFailures() {
      original?.forgiveFailures();
      result?.overview.forgiveFailures();
      loader.forgiveFailures();
      onChange();
    },
  };
}

function placeOf({ column, row }: ViewTile): string {
  return `${column} ${row}`;
}
