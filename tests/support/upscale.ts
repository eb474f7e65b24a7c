import { type Settings, settingsSchema } from '../../electron/contract/settings.ts';
import { createEnginePool } from '../../electron/engine/engine-pool.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { createNativeEngine, forkEngineProcess } from '../../electron/engine/native-engine.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { upscalePhoto } from '../../electron/upscale/upscale-photo.ts';

/**
 * The machine's own way over one photo, with the real native engine.
 *
 * @param weights folder of networks; the shipped ones by default.
 */
export async function createUpscaler(weights?: string) {
  const places = findPlaces(import.meta.url);
  const models = await loadModels(weights ?? places.weights);
  const engines = createEnginePool([createNativeEngine(forkEngineProcess(places.engineEntry))]);
  return {
    upscale: (
      source: string,
      settings: Partial<Settings> = {},
      more: { signal?: AbortSignal; tile?: number; folder?: string; onProgress?: () => void } = {},
    ) =>
      upscalePhoto(
        { source, settings: settingsSchema.parse(settings), folder: more.folder ?? null, tile: more.tile ?? null },
        {
          engines,
          models,
          version: places.version,
          signal: more.signal ?? new AbortController().signal,
          onProgress: more.onProgress ?? (() => {}),
        },
      ),
    close: () => engines.close(),
  };
}
