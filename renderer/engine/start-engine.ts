import type { LostMessage, StartMessage } from './engine-worker.ts';

/** A device that is lost twice stays away: the machine goes on with its other engines. */
const mostLosses = 2;

/**
 * Starts the worker that runs networks for the machine, and once more when its device is lost.
 *
 * @param query of the page's address.
 * @param onGone called when the device was lost for good.
 */
export function startEngine(query: string, onGone: () => void): void {
  const asked = new URLSearchParams(query).get('engine');
  const start = (offer: string | null, losses: number) => {
    const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'engine' });
    worker.addEventListener('message', ({ data }: MessageEvent<LostMessage>) => {
      worker.terminate();
      if (losses + 1 < mostLosses) start(data.offer, losses + 1);
      else onGone();
    });
    worker.postMessage({ asked, offer } satisfies StartMessage);
  };
  start(null, 0);
}
