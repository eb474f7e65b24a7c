import type { EndMessage, StartMessage } from './engine-worker.ts';

/** A device that is lost twice stays away: the machine goes on with its other engines. */
const mostLosses = 2;

/**
 * Starts the worker that runs networks for the machine, once more when its device is lost, and whenever its runtime is
 * spent: that takes a tile that failed, and the machine soon asks another engine.
 *
 * @param query of the page's address.
 * @param onGone called when the device was lost for good.
 */
export function startEngine(query: string, onGone: () => void): void {
  const asked = new URLSearchParams(query).get('engine');
  const start = (offer: string | null, losses: number) => {
    const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'engine' });
    worker.addEventListener('message', ({ data }: MessageEvent<EndMessage>) => {
      worker.terminate();
      const known = losses + (data.lost ? 1 : 0);
      if (known < mostLosses) start(data.offer, known);
      else onGone();
    });
    worker.postMessage({ asked, offer } satisfies StartMessage);
  };
  start(null, 0);
}
