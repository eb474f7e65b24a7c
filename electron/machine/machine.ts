import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CallName, Hello } from '../contract/calls.ts';
import type { MachineEvent } from '../contract/events.ts';
import { type Job, jobsTold } from '../contract/job.ts';
import { ProblemError } from '../contract/problem.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';
import type { Found } from '../intake/expand-paths.ts';
import type { EventLog } from '../queue/event-log.ts';
import type { Photo } from '../queue/photo.ts';
import type { Queue } from '../queue/queue.ts';
import { createMachineApi } from './machine-api.ts';
import { answerCall, type CallAnswer, type CallHandlers } from './machine-calls.ts';
import type { Overviews } from './overviews.ts';
import type { PhotoAdvice } from './photo-advice.ts';
import { createScreenOffers } from './screen-offers.ts';
import type { ViewTiles } from './view-tiles.ts';

/** What one host can do and the other cannot. */
export interface HostSkills {
  readonly kind: Hello['host'];
  /** Opens the system's dialog. @returns absolute paths, none when the user thought better of it. */
  readonly choose?: (folders: boolean) => Promise<readonly string[]>;
  /** Shows a file in the system's file manager. */
  readonly reveal?: (file: string) => void;
}

export interface MachineParts {
  readonly version: string;
  readonly host: HostSkills;
  readonly models: Models;
  readonly engines: EnginePool;
  readonly log: EventLog;
  readonly queue: Queue;
  readonly tiles: ViewTiles;
  readonly advice: PhotoAdvice;
  readonly overviews: Overviews;
  expandPaths(paths: readonly string[], options: { readonly recursive: boolean }): AsyncIterable<Found>;
  /** Absolute path of the built screen. */
  readonly renderer: string;
}

/** Most milliseconds that found photos wait before they are listed. */
const listPause = 50;

/** All of Residual but its window: the hosts carry words and bytes to it. */
export interface Machine {
  readonly log: EventLog;
  /** Lists files, and the pictures of folders and their folders. What is listed already is not listed twice. */
  addPaths(paths: readonly string[]): Promise<void>;
  /** Lists one file under a name and with a folder for its results (null: beside it). */
  addFile(file: { readonly path: string; readonly name: string; readonly folder: string | null }): Promise<Job>;
  find(id: string): Readonly<Photo> | undefined;
  call(name: unknown, input: unknown): Promise<CallAnswer>;
  /** Every address of electron/contract/pixels.ts that is not one host's own, and the screen's files. */
  fetch(request: Request): Promise<Response>;
  /** Is a photo being worked on? */
  busy(): boolean;
  close(): Promise<void>;
}

export function createMachine(parts: MachineParts): Machine {
  const { host, models, engines, log, queue, tiles } = parts;
  const api = createMachineApi({
    ...parts,
    offers: createScreenOffers(engines),
    find: (id) => queue.find(id),
  });
  const stopListening = engines.onChange(() => log.add({ kind: 'engines', engines: engines.status() }));
  const stopFollowing = log.listen((event: MachineEvent) => {
    // A finished run has measured the engines' speed anew.
    if (event.kind === 'jobs' && event.jobs.some(({ state }) => state.kind === 'done')) {
      log.add({ kind: 'engines', engines: engines.status() });
    }
  });

  const addPaths = async (paths: readonly string[]) => {
    let photos: string[] = [];
    let told = performance.now();
    const list = () => {
      queue.list(photos);
      photos = [];
      told = performance.now();
    };
    for await (const found of parts.expandPaths(paths, { recursive: true })) {
      if (found.kind === 'photo') photos.push(found.path);
      if (photos.length >= jobsTold || performance.now() - told > listPause) {
        list();
        // The screen, and what else the machine does, come in between.
        await setImmediate();
      }
      if (found.kind !== 'problem') continue;
      list();
      // The screen never sees a path, not even of what is missing.
      queue.addProblem(path.basename(found.problem.subject), found.problem);
    }
    list();
  };

  const skill = <T>(given: T | undefined, name: CallName): T => {
    if (given) return given;
    throw new ProblemError('unexpected', name, { detail: 'this host cannot do that' });
  };
  const handlers: CallHandlers = {
    hello: async () => ({
      version: parts.version,
      host: host.kind,
      canChoose: host.choose !== undefined,
      canReveal: host.reveal !== undefined,
      models: models.summaries(),
      hasAdviser: models.adviser !== null,
      engines: engines.status(),
      ...queue.page(0),
      lastEvent: log.last(),
    }),
    jobs: async ({ from }) => queue.page(from),
    choose: async ({ folders }) => {
      const chosen = await skill(host.choose, 'choose')(folders);
      await addPaths(chosen);
      return {};
    },
    start: async ({ ids, settings }) => {
      // A wrong model is the fault of the call, not of each photo.
      models.check(settings);
      queue.start(ids, settings);
      return {};
    },
    cancel: async ({ ids }) => {
      await queue.cancel(ids);
      return {};
    },
    remove: async ({ ids }) => {
      await queue.remove(ids);
      return {};
    },
    advise: ({ id }) => parts.advice.of(id),
    reveal: async ({ id }) => {
      const output = queue.find(id)?.output;
      if (!output) throw new ProblemError('not-found', queue.find(id)?.name ?? '?');
      skill(host.reveal, 'reveal')(output.path);
      return {};
    },
  };

  return {
    log,
    addPaths,
    addFile: (file) => queue.add(file),
    find: (id) => queue.find(id),
    call: (name, input) => answerCall(handlers, name, input),
    fetch: async (request) => api.fetch(request),
    busy: queue.busy,
    close: async () => {
      await queue.close();
      stopFollowing();
      stopListening();
      await tiles.close();
      await engines.close();
    },
  };
}
