import { viewTileSize } from '../contract/pixels.ts';
import type { Scale } from '../contract/settings.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';
import { createTurns } from '../engine/turns.ts';
import type { PictureFacts, Raster } from '../image/picture.ts';
import { quiet } from '../upscale/quiet.ts';
import { readTile } from '../upscale/read-tile.ts';
import { createOpenRasters } from './open-rasters.ts';

export interface ViewTileRequest {
  readonly job: string;
  readonly facts: PictureFacts;
  readonly model: string;
  readonly scale: Scale;
  /** 0..1, for networks that restore; null: as if nothing had to be cleaned. */
  readonly cleanup: number | null;
  /** Place in the grid of `viewTileSize` input pixels. */
  readonly column: number;
  readonly row: number;
}

export interface ViewTilesParts {
  readonly models: Models;
  readonly engines: EnginePool;
  /** Decodes into a temporary file of its own; what is read waits for its rows alone. */
  decode(facts: PictureFacts, signal: AbortSignal): Promise<Raster>;
}

/** The network's answer for what is on screen, before anything is saved. */
export interface ViewTiles {
  /**
   * Upscaled input and residual of one grid square, as electron/contract/pixels.ts says.
   *
   * @param signal the screen no longer wants it.
   * @returns null when the picture has no such square. Rejects with ProblemError or the signal's reason.
   */
  tile(request: ViewTileRequest, signal: AbortSignal): Promise<Int16Array | null>;
  /** Lends a photo's decoded pixels, the same that tiles are cut from. The signal given tells that all ends. */
  look<T>(job: string, facts: PictureFacts, use: (raster: Raster, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Lets go of a photo's decoded pixels. */
  drop(job: string): Promise<void>;
  close(): Promise<void>;
}

export function createViewTiles(parts: ViewTilesParts): ViewTiles {
  const { models, engines, decode } = parts;
  const rasters = createOpenRasters();
  const closing = new AbortController();
  const turns = createTurns();

  const look: ViewTiles['look'] = async (job, facts, use) => {
    closing.signal.throwIfAborted();
    // Whoever looks has something run on it: the engine starts while the photo is decoded.
    engines.wake();
    try {
      return await rasters.with(
        job,
        () => decode(facts, closing.signal),
        (raster) => use(raster, closing.signal),
      );
    } catch (error) {
      // A decoder that failed midway gives nothing any more; the next look tries anew.
      await rasters.drop(job);
      throw error;
    }
  };

  return {
    look,
    tile: async ({ job, facts, model, scale, cleanup, column, row }, signal) => {
      const network = models.network(model, scale);
      const left = column * viewTileSize;
      const top = row * viewTileSize;
      if (left >= facts.width || top >= facts.height) return null;
      signal.throwIfAborted();
      engines.wake(network);
      const region = {
        left,
        top,
        width: Math.min(viewTileSize, facts.width - left),
        height: Math.min(viewTileSize, facts.height - top),
      };
      const context = network.radius;
      // Read while another runs.
      const reading = quiet(look(job, facts, (raster) => readTile(raster, region, context)));
      // In the order in which they were asked for, one at a time, and no way back once it runs: stopping the native
      // engine in mid-tile ends its process, and starting the next one costs more than a tile of this size.
      const done = await turns.take(true, signal);
      try {
        // Rows at the bottom of a large picture take seconds to come; nobody waits behind them once they are unwanted.
        const pixels = await unlessAborted(reading, signal);
        const request = {
          pixels,
          width: region.width + 2 * context,
          height: region.height + 2 * context,
          crop: { left: context, top: context, width: region.width, height: region.height },
          strength: 1,
          cleanup: network.hasCleanup ? cleanup : null,
          want: 'planes',
        } as const;
        const options = { engine: 'auto', signal: closing.signal, priority: 'view' } as const;
        return (await engines.run(network, request, options)).pixels as Int16Array;
      } finally {
        done();
      }
    },
    drop: (job) => rasters.drop(job),
    close: async () => {
      closing.abort(new DOMException('the machine closes', 'AbortError'));
      await rasters.close();
    },
  };
}

/** Settles as the promise does, or rejects with the signal's reason if that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
