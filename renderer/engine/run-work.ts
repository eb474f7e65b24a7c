import type { TileWork } from '../../electron/contract/engine-work.ts';
import { pixelPaths } from '../../electron/contract/pixels.ts';
import type { Samples, TileResult } from '../../models/inference/tile.ts';
import type { OnnxRuntime, OnnxSession } from './runtime.ts';

/** `restarts`: after this the runtime is of no use any more. */
export type WorkResult = TileResult & { readonly restarts?: true };

/** So that a view's float32 tiles and a batch's float16 ones do not reload their networks in turn. */
const keptNetworks = 2;

/**
 * Runs tiles, several at once where they come so, on a runtime that is opened at the first one, with the networks of the
 * last ones kept loaded.
 */
export function createWorkRunner(open: () => Promise<OnnxRuntime>, fetchBytes: (path: string) => Promise<Uint8Array>) {
  let runtime: Promise<OnnxRuntime> | null = null;
  // In the order of their last use, oldest first.
  const loaded = new Map<string, Promise<OnnxSession>>();
  let lost: string | null = null;

  async function openWatched(): Promise<OnnxRuntime> {
    try {
      const opened = await open();
      void opened.lost.then((reason) => {
        lost = reason;
      });
      return opened;
    } catch (error) {
      // It may open next time.
      runtime = null;
      throw error;
    }
  }

  async function load(key: string, spare: readonly Promise<OnnxSession>[]): Promise<OnnxSession> {
    try {
      for (const old of await Promise.allSettled(spare)) if (old.status === 'fulfilled') await old.value.release();
      runtime ??= openWatched();
      const opened = await runtime;
      return await opened.load(await fetchBytes(pixelPaths.network(key)));
    } catch (error) {
      loaded.delete(key);
      throw error;
    }
  }

  function sessionOf(key: string): Promise<OnnxSession> {
    const kept = loaded.get(key);
    loaded.delete(key);
    const spare = [...loaded].slice(0, Math.max(0, loaded.size - keptNetworks + 1));
    for (const [oldest] of spare) loaded.delete(oldest);
    const session =
      kept ??
      load(
        key,
        spare.map(([, old]) => old),
      );
    loaded.set(key, session);
    return session;
  }

  async function attempt(work: TileWork, pixels: Samples): Promise<WorkResult> {
    let session: OnnxSession | null = null;
    try {
      session = await sessionOf(work.model);
      return await session.run({ ...work, pixels }, work.scale);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      // Measured: after a run that onnxruntime refused, the next one throws within it and the one after never ends.
      return { kind: 'failed', detail, lost: false, ...(session && { restarts: true }) };
    }
  }

  return async function run(work: TileWork, pixels: Samples): Promise<WorkResult> {
    const result = await attempt(work, pixels);
    // The loss is told a moment after the run that met it.
    if (result.kind === 'failed') await new Promise((resolve) => setTimeout(resolve, 50));
    // A lost device may also show as pixels of nonsense; either way this engine is finished.
    return lost === null ? result : { kind: 'failed', detail: lost, lost: true };
  };
}
