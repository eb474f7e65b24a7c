import type { StartMessage } from './engine-worker.ts';

/** A device that is lost twice stays away: the machine goes on with its other engines. */
const mostLosses = 2;

/** Starts the worker that runs networks for the machine, and once more when its device is lost. */
export function startEngine(query: string, losses = 0): void {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  worker.addEventListener('message', () => {
    worker.terminate();
    if (losses + 1 < mostLosses) startEngine(query, losses + 1);
  });
  const start: StartMessage = { asked: new URLSearchParams(query).get('engine') };
  worker.postMessage(start);
}
