import { bicubicRadius, enlargeBicubic } from '../../models/inference/bicubic.ts';
import type { PlannedTile, TilePlan } from '../../models/inference/plan-tiles.ts';
import type { Samples, TileRequest } from '../../models/inference/tile.ts';
import type { Settings } from '../contract/settings.ts';
import { createYoungCollector } from '../engine/collect-young.ts';
import type { Network } from '../engine/engine.ts';
import type { EnginePool, PoolResult } from '../engine/engine-pool.ts';
import { recycle } from '../engine/lane.ts';
import type { Raster } from '../image/picture.ts';
import type { TileReport } from './outcome.ts';
import { quiet } from './quiet.ts';
import { readAlpha, readTile } from './read-tile.ts';

export interface PictureRun {
  readonly raster: Raster;
  readonly network: Network;
  readonly plan: TilePlan;
  readonly settings: Pick<Settings, 'strength' | 'engine'>;
  /** 0..1; null where the network has no such input. */
  readonly cleanup: number | null;
  readonly engines: EnginePool;
  readonly signal: AbortSignal;
  /** Awaited once the first tile is read, before it is run. */
  enter?(): Promise<void>;
  /** Takes whole output rows in order, [rows, s·width, channels]; has no use for them once it resolves. */
  writeRows(rows: Samples): Promise<void>;
  /** Output pixels. */
  onProgress(progress: { readonly done: number; readonly total: number }): void;
}

/**
 * Runs every tile of a plan and hands the rows on, strip by strip: memory is bounded by one row of tiles.
 * While a tile runs, the next ones are read and the last one is placed and written.
 */
export async function runPicture(given: PictureRun): Promise<TileReport> {
  // Ends what is still under way for later tiles when one of them, or the writing, fails.
  const ending = new AbortController();
  const run = { ...given, signal: AbortSignal.any([given.signal, ending.signal]) };
  const { network, plan } = run;
  const order = plan.rows.flat();
  const collect = createCollector(run);
  const running: Running[] = [];
  let next = quiet(prepare(run, order[0]!));
  try {
    for (const [index, tile] of order.entries()) {
      const prepared = await next;
      if (index === 0) await run.enter?.();
      const following = order[index + 1];
      if (following) next = quiet(prepare(run, following));
      const result = quiet(
        run.engines.run(network, prepared.request, {
          engine: run.settings.engine,
          signal: run.signal,
          priority: 'batch',
        }),
      );
      running.push({ tile, alpha: prepared.alpha, result });
      if (running.length > tilesAhead) await collect.take(running.shift()!);
    }
    for (const one of running) await collect.take(one);
  } finally {
    ending.abort(new DOMException('the picture’s run is over', 'AbortError'));
  }
  return collect.report();
}

/** Tiles that wait for their turn at an engine while the oldest result is awaited. */
const tilesAhead = 2;

interface Running {
  readonly tile: PlannedTile;
  readonly alpha: Samples | null;
  readonly result: Promise<PoolResult>;
}

/** One for all pictures: small ones make too little garbage to be worth a visit each. */
const collectYoung = createYoungCollector();

/** Takes finished tiles in their order, fills the strip and writes it when its row is complete. */
function createCollector(run: PictureRun) {
  const { raster, network, plan } = run;
  const area = network.scale ** 2;
  const total = area * raster.width * raster.height;
  // A tile as wide as the picture is rows already. Else one strip for the whole run: a new one for each row of
  // tiles would leave it to the collector's mood how many exist at once.
  const whole = raster.channels === 3 && plan.tileWidth === raster.width;
  const strip = createStrip(raster, whole ? 0 : area * raster.width * plan.tileHeight);
  let done = 0;
  let count = 0;
  let repeated = 0;
  let engine: PoolResult['engine'] | null = null;
  return {
    take: async ({ tile, alpha, result: promise }: Running) => {
      const result = await promise;
      count += result.runs;
      repeated += result.runs - 1;
      engine = result.engine;
      const { fresh } = tile;
      if (whole) await run.writeRows(result.pixels as Samples);
      else place(strip, result.pixels as Samples, alpha, tile, run);
      if (!whole && fresh.left + fresh.width === raster.width) {
        await run.writeRows(strip.subarray(0, area * raster.width * fresh.height * raster.channels));
      }
      recycle(result.pixels);
      collectYoung(tile.region.width * tile.region.height * raster.channels);
      done += area * fresh.width * fresh.height;
      run.onProgress({ done, total });
    },
    report: (): TileReport => ({
      count,
      width: plan.tileWidth,
      height: plan.tileHeight,
      repeated,
      engine: engine!.kind,
      engineName: engine!.name,
    }),
  };
}

interface Prepared {
  readonly request: TileRequest;
  /** Enlarged alpha of the fresh part, [s·height, s·width]; null for opaque pictures. */
  readonly alpha: Samples | null;
}

async function prepare(run: PictureRun, tile: PlannedTile): Promise<Prepared> {
  run.signal.throwIfAborted();
  const { raster, network, settings } = run;
  const { region, fresh } = tile;
  const context = network.radius;
  const pixels = await readTile(raster, region, context);
  const { strength } = settings;
  return {
    request: {
      pixels,
      width: region.width + 2 * context,
      height: region.height + 2 * context,
      crop: {
        left: context + fresh.left - region.left,
        top: context + fresh.top - region.top,
        width: fresh.width,
        height: fresh.height,
      },
      strength,
      cleanup: run.cleanup,
      want: 'picture',
    },
    alpha: raster.channels % 2 === 0 ? await enlargeAlpha(run, tile) : null,
  };
}

async function enlargeAlpha({ raster, network }: PictureRun, { fresh }: PlannedTile): Promise<Samples> {
  const alpha = await readAlpha(raster, fresh);
  const tile = {
    width: fresh.width + 2 * bicubicRadius,
    height: fresh.height + 2 * bicubicRadius,
    channels: 1,
    crop: { left: bicubicRadius, top: bicubicRadius, width: fresh.width, height: fresh.height },
  };
  return enlargeBicubic(alpha, tile, network.scale);
}

function createStrip(raster: Raster, pixels: number): Samples {
  const samples = pixels * raster.channels;
  return raster.depth === 16 ? new Uint16Array(samples) : new Uint8Array(samples);
}

/** Writes a finished tile's fresh part into its strip in the raster's own channels. */
function place(strip: Samples, rgb: Samples, alpha: Samples | null, tile: PlannedTile, run: PictureRun): void {
  const { channels, width } = run.raster;
  const scale = run.network.scale;
  const tileWidth = scale * tile.fresh.width;
  const tileHeight = scale * tile.fresh.height;
  const rowLength = scale * width * channels;
  const colours = channels <= 2 ? 1 : 3;
  for (let y = 0; y < tileHeight; y++) {
    let to = y * rowLength + scale * tile.fresh.left * channels;
    let from = 3 * y * tileWidth;
    if (channels === 3) {
      strip.set(rgb.subarray(from, from + 3 * tileWidth), to);
      continue;
    }
    for (let x = 0; x < tileWidth; x++, from += 3, to += channels) {
      if (colours === 1) {
        // Grey went in as three equal channels; the network's answers for them differ by a little.
        strip[to] = Math.round((rgb[from]! + rgb[from + 1]! + rgb[from + 2]!) / 3);
      } else {
        strip[to] = rgb[from]!;
        strip[to + 1] = rgb[from + 1]!;
        strip[to + 2] = rgb[from + 2]!;
      }
      if (alpha) strip[to + colours] = alpha[y * tileWidth + x]!;
    }
  }
}
