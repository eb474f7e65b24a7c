import { stat } from 'node:fs/promises';
import { outputName } from '../../electron/contract/output-name.ts';
import type { Format, Settings } from '../../electron/contract/settings.ts';
import { createEnginePool, type EnginePool } from '../../electron/engine/engine-pool.ts';
import type { Models } from '../../electron/engine/models.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { decodePicture } from '../../electron/image/decode-picture.ts';
import { resolveQuality } from '../../electron/image/encoding.ts';
import { findExistingOutput } from '../../electron/image/existing-output.ts';
import { hashFile } from '../../electron/image/hash-file.ts';
import { placePicture } from '../../electron/image/place-picture.ts';
import { probePicture } from '../../electron/image/probe.ts';
import { openWorkFolder } from '../../electron/image/work-folder.ts';
import { createPictureWriter } from '../../electron/image/write-picture.ts';
import { planRun } from '../../electron/upscale/plan-run.ts';
import { readTile } from '../../electron/upscale/read-tile.ts';
import { type PictureRun, runPicture } from '../../electron/upscale/run-picture.ts';
import { planTiles } from '../../models/inference/plan-tiles.ts';
import { type Feeds, runTile } from '../../models/inference/run-tile.ts';
import type { Samples, TileRequest } from '../../models/inference/tile.ts';
import { openBare } from './open-bare.ts';
import { openTrip } from './open-trip.ts';
import { createStopwatch, readClocks, type Spent } from './stopwatch.ts';

/** In the order in which a picture goes through them. */
export const stages = [
  'probe, hash',
  'decode',
  'read tiles',
  'lane, messages',
  'planar input',
  'bare network',
  'judge, pack',
  'place, carrier',
  'encode',
  'flush, place',
] as const;

/** The one that is not ours. */
export const networkStage = 'bare network' satisfies Stage;

type Stage = (typeof stages)[number];

interface Job {
  /** An opaque photo of 8 bits. */
  readonly source: string;
  /** Model and cleanup are named: nobody is asked for advice. */
  readonly settings: Settings & { readonly format: Format };
  /** Size of a tile without context, as the whole job reports it. */
  readonly tile: { readonly width: number; readonly height: number };
}

/** A job that is taken apart again and again, with its network loaded. */
interface TakenApart {
  /** What each stage takes by itself. @param folder an empty one, for the result. */
  run(folder: string): Promise<Readonly<Record<Stage, Spent>>>;
  close(): Promise<void>;
}

/**
 * One photo's whole way by the app's own functions, one after the other in this process. (In the app the network runs
 * in another one, and most of the rest beside it.)
 */
export async function takeApart(models: Models, { source, settings, tile }: Job): Promise<TakenApart> {
  const { format, scale, quality } = settings;
  const { version } = findPlaces(import.meta.url);
  const { signal } = new AbortController();
  const network = models.network(settings.model, scale, settings.precision);
  const { radius } = network;
  const size = { width: tile.width + 2 * radius, height: tile.height + 2 * radius };
  // As in the engine's process: threads that go on spinning after a run would be at work in the next stage.
  const extra = { session: { force_spinning_stop: '1' } };
  const bare = await openBare(network, size, undefined, { extra });
  const trip = await openTrip();
  // As in the engine's process: each result lies where the last one did.
  const memory = new ArrayBuffer(3 * scale ** 2 * tile.width * tile.height);

  const look = async (folder: string) => {
    const facts = await probePicture(source);
    const hash = await hashFile(source, signal);
    const made = planRun(settings, models, null, { version, source: hash, quality: resolveQuality(format, quality) });
    const name = outputName(facts.name, scale, format);
    await findExistingOutput(folder, name, () => made.provenance);
    return { facts, made, name, work: await openWorkFolder(folder) };
  };

  const run = async (folder: string) => {
    const { totals, time, add } = createStopwatch(stages);
    const { facts, made, name, work } = await time('probe, hash', () => look(folder));
    const raster = await time('decode', () => decodePicture(facts, work.path, signal));
    const plan = planTiles(raster.width, raster.height, tile);
    for (const { region } of plan.rows.flat()) await time('read tiles', () => readTile(raster, region, radius));

    const picture = { raster, network, plan, settings, cleanup: made.choice.cleanup, signal, onProgress: () => {} };
    const results: Samples[] = [];
    for (const request of await listRequests(picture)) {
      const begun = readClocks();
      let converted = begun;
      let answered = begun;
      const infer = async ({ image }: Feeds) => {
        converted = readClocks();
        const output = await bare.run(image);
        answered = readClocks();
        return { output };
      };
      const result = await runTile(infer, request, network, () => memory);
      add('judge, pack', answered);
      add('planar input', begun, converted);
      add('bare network', converted, answered);
      if (result.kind === 'failed' || result.fault) throw new Error(JSON.stringify(result));
      await time('lane, messages', () => trip.run(request.pixels, result.pixels));
      results.push(result.pixels.slice() as Samples);
    }

    const writing = readClocks();
    const { provenance } = made;
    const writer = await createPictureWriter({
      width: scale * raster.width,
      height: scale * raster.height,
      channels: raster.channels,
      depth: raster.depth,
      facts,
      format,
      quality,
      scale,
      folder: work.path,
      signal,
      provenance,
    });
    await runPicture({
      ...picture,
      engines: answering(() => results.shift()!),
      writeRows: (rows) => writer.writeRows(rows),
    });
    // In between it has read the tiles once more.
    const { wall, cpu } = totals['read tiles'];
    add('place, carrier', { wall: writing.wall + wall, cpu: writing.cpu + cpu });
    const finished = await time('encode', () => writer.finish());
    await time('flush, place', async () => {
      const destination = { folder, name, overwrite: false, source, sourceHash: provenance.source };
      await stat(await placePicture({ temporary: finished.path, ...destination }));
      await raster.close();
      await work.close();
    });
    return totals;
  };
  return {
    run,
    close: async () => {
      await trip.close();
      await bare.release();
    },
  };
}

/** What the engine is asked for one picture, tile by tile. */
async function listRequests(run: Omit<PictureRun, 'engines' | 'writeRows'>): Promise<readonly TileRequest[]> {
  const requests: TileRequest[] = [];
  const engines = answering((request) => {
    requests.push(request);
    return new Uint8Array(3 * run.network.scale ** 2 * request.crop.width * request.crop.height);
  });
  await runPicture({ ...run, engines, writeRows: async () => {} });
  return requests;
}

/** An engine that has its answers already. */
function answering(answer: (request: TileRequest) => Samples): EnginePool {
  return createEnginePool([
    {
      kind: 'native',
      name: 'none',
      sides: [1],
      run: async (_, request) => ({ kind: 'ran', fault: '', pixels: answer(request) }),
      close: async () => {},
    },
  ]);
}
