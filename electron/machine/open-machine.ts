import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createEnginePool } from '../engine/engine-pool.ts';
import { openFindings } from '../engine/findings-file.ts';
import { loadModels } from '../engine/models.ts';
import { createNativeEngine, type SpawnEngineProcess } from '../engine/native-engine.ts';
import type { Places } from '../engine/places.ts';
import { startDecoding } from '../image/decode-picture.ts';
import { probePicture } from '../image/probe.ts';
import { removeDeadFolders, temporaryPrefix } from '../image/temporary-folders.ts';
import { expandPaths } from '../intake/expand-paths.ts';
import { createEventLog } from '../queue/event-log.ts';
import { createQueue } from '../queue/queue.ts';
import { upscalePhoto } from '../upscale/upscale-photo.ts';
import { createMachine, type HostSkills, type Machine } from './machine.ts';
import { createOverviews } from './overviews.ts';
import { createPhotoAdvice } from './photo-advice.ts';
import { createViewTiles } from './view-tiles.ts';

export interface OpenMachineOptions {
  readonly places: Places;
  readonly host: HostSkills;
  /** Starts the native engine's process the host's way. */
  readonly spawnEngine: SpawnEngineProcess;
}

export interface OpenedMachine extends Machine {
  /**
   * For photos that came as bytes: a folder that only this user can read, each photo in a folder of its own
   * inside. A photo's goes with the photo, all of it when the machine has closed.
   */
  readonly uploads: string;
}

/** The machine with its real parts: the shipped networks, the native engine, files on disk. */
export async function openMachine({ places, host, spawnEngine }: OpenMachineOptions): Promise<OpenedMachine> {
  const { version } = places;
  const models = await loadModels(places.weights);
  await removeDeadFolders(os.tmpdir());
  const folder = await mkdtemp(path.join(os.tmpdir(), temporaryPrefix(process.pid)));
  const uploads = path.join(folder, 'uploads');
  await mkdir(uploads);
  const findings = await openFindings(places.findings);
  const engines = createEnginePool([createNativeEngine(spawnEngine)], { findings });
  const tiles = createViewTiles({ models, engines, decode: (facts, signal) => startDecoding(facts, folder, signal) });
  const log = createEventLog();
  const queue = createQueue({
    log,
    clock: () => performance.now() / 1000,
    probe: probePicture,
    upscale: (request, control) => upscalePhoto(request, { engines, models, version, ...control }),
    onRemoved: async (photo) => {
      await tiles.drop(photo.id);
      const own = path.dirname(photo.path ?? '');
      if (path.dirname(own) === uploads) await rm(own, { recursive: true, force: true });
    },
  });
  const machine = createMachine({
    version,
    host,
    models,
    engines,
    log,
    queue,
    tiles,
    advice: createPhotoAdvice({ models, engines, queue, tiles }),
    overviews: createOverviews(),
    expandPaths,
    renderer: places.renderer,
  });
  return {
    ...machine,
    uploads,
    close: async () => {
      await machine.close();
      await findings.settled();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
