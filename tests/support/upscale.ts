import { type Settings, settingsSchema } from '../../electron/contract/settings.ts';
import { createEnginePool } from '../../electron/engine/engine-pool.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { createNativeEngine, forkEngineProcess } from '../../electron/engine/native-engine.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import type { PlaceInLine } from '../../electron/upscale/line.ts';
import { upscalePhoto } from '../../electron/upscale/upscale-photo.ts';
import type { Choice } from '../../models/inference/choose-model.ts';

interface More {
  readonly signal?: AbortSignal;
  readonly tile?: number;
  readonly folder?: string;
  readonly onProgress?: () => void;
  readonly onChoice?: (choice: Choice) => void;
  readonly place?: PlaceInLine;
}

/**
 * The machine's own way over one photo, with the real native engine and, unless told otherwise, the fast network.
 *
 * @param weights folder of networks; the shipped ones by default.
 */
export async function createUpscaler(weights?: string) {
  const places = findPlaces(import.meta.url);
  const models = await loadModels(weights ?? places.weights);
  const engines = createEnginePool([createNativeEngine(forkEngineProcess(places.engineEntry))]);
  return {
    models,
    engines,
    upscale: (source: string, settings: Partial<Settings> = {}, more: More = {}) =>
      upscalePhoto(
        {
          source,
          settings: settingsSchema.parse({ model: 'photo-fast', ...settings }),
          folder: more.folder ?? null,
          tile: more.tile ?? null,
        },
        {
          engines,
          models,
          version: places.version,
          signal: more.signal ?? new AbortController().signal,
          onProgress: more.onProgress ?? (() => {}),
          onChoice: more.onChoice ?? (() => {}),
          ...(more.place && { place: more.place }),
        },
      ),
    close: () => engines.close(),
  };
}
