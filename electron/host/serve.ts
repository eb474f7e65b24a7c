import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { forkEngineProcess } from '../engine/native-engine.ts';
import { findPlaces } from '../engine/places.ts';
import { type OpenedMachine, openMachine } from '../machine/open-machine.ts';
import { createHostApp } from './host-app.ts';
import { listen } from './listen.ts';
import { openInBrowser } from './open-in-browser.ts';
import { createSession } from './session.ts';

export interface BrowserHostOptions {
  /** Photos and folders that are listed from the start; their results go beside them. */
  readonly files: readonly string[];
  /** 0: any that is free; null: the usual one, or the next that is free. */
  readonly port: number | null;
  /** Aborted: the host closes and removes what it has put aside. */
  readonly signal: AbortSignal;
}

export interface BrowserHost {
  /** With the token that admits the first browser. */
  readonly url: string;
  /** Resolves when everything is closed and removed. */
  readonly closed: Promise<void>;
}

/**
 * Serves the app to a browser on this machine, on the loopback address alone, and opens it there.
 *
 * @throws ProblemError when the port that was asked for is taken, or a model is damaged.
 */
export async function startBrowserHost({ files, port: wanted, signal }: BrowserHostOptions): Promise<BrowserHost> {
  const places = findPlaces(import.meta.url);
  const machine = await openMachine({
    places,
    host: { kind: 'browser' },
    spawnEngine: forkEngineProcess(places.engineEntry),
  });
  try {
    const { url, close } = await serveMachine(machine, wanted);
    // Listed in the background: the screen shows them as they come.
    machine.addPaths(files.map((file) => path.resolve(file))).catch((error: unknown) => console.error(error));

    const closed = untilAborted(signal).then(async () => {
      await close();
      await machine.close();
    });
    if (!signal.aborted) openInBrowser(url);
    return { url, closed };
  } catch (error) {
    await machine.close();
    throw error;
  }
}

/**
 * Puts a machine on the loopback address.
 *
 * @param wanted port; 0: any that is free; null: the usual one, or the next that is free.
 * @returns the address with the token that admits the first browser.
 * @throws ProblemError when the port that was asked for is taken.
 */
export async function serveMachine(machine: OpenedMachine, wanted: number | null) {
  const server = createServer({ requestTimeout: 0 });
  const port = await listen(server, wanted);
  const session = createSession(port);
  const app = createHostApp({ machine, session, port });
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  return { url: `http://127.0.0.1:${port}/?token=${session.token}`, close: () => closeServer(server) };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Event streams and long polls never end by themselves.
    server.closeAllConnections();
  });
}
