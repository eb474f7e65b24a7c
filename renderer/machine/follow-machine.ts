import type { Hello, JobPage } from '../../electron/contract/calls.ts';
import type { MachineEvent } from '../../electron/contract/events.ts';
import { type MachineClient, RefusedError } from './machine-client.ts';

export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export interface Follower {
  hello(hello: Hello): void;
  /** Photos that follow those of hello. */
  page(page: JobPage): void;
  events(events: readonly MachineEvent[]): void;
  connection(connection: Connection): void;
}

/** Rests in milliseconds before each new try; the last one repeats. */
const rests = [500, 1000, 2000, 5000];

/**
 * Keeps a mirror up to date until aborted: asks for everything, then listens; when the line is cut, rests
 * and starts over, since a machine that restarted knows other photos.
 */
export async function followMachine(
  client: MachineClient,
  follower: Follower,
  signal: AbortSignal,
  rest: (milliseconds: number, signal: AbortSignal) => Promise<void> = sleep,
): Promise<void> {
  follower.connection('connecting');
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const hello = await client.call('hello', {});
      if (signal.aborted) return;
      follower.hello(hello);
      follower.connection('open');
      failures = 0;
      // Events wait until all are known: they may tell of any.
      for (let { next } = hello; next !== null; ) {
        const page: JobPage = await client.call('jobs', { from: next });
        if (signal.aborted) return;
        follower.page(page);
        ({ next } = page);
      }
      await untilCut(client, hello.lastEvent, follower, signal);
      if (!signal.aborted) follower.connection('lost');
    } catch (error) {
      follower.connection(error instanceof RefusedError ? 'refused' : 'lost');
    }
    if (!signal.aborted) await rest(rests[Math.min(failures, rests.length - 1)]!, signal);
  }
}

function untilCut(client: MachineClient, after: number, follower: Follower, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.listen(after, (events) => follower.events(events), end);
    signal.addEventListener('abort', end);
    function end() {
      signal.removeEventListener('abort', end);
      stop();
      resolve();
    }
  });
}

/** Resolves after the time, or at once when aborted. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
