import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Choice } from '../../models/inference/choose-model.ts';
import type { AdviceState } from '../contract/advice.ts';
import type { JobPage } from '../contract/calls.ts';
import { type Job, type JobState, jobsTold } from '../contract/job.ts';
import { type Problem, problemOf } from '../contract/problem.ts';
import type { Settings } from '../contract/settings.ts';
import type { PictureFacts } from '../image/picture.ts';
import { createLine, type PlaceInLine } from '../upscale/line.ts';
import type { UpscaleOutcome, UpscaleRequest } from '../upscale/outcome.ts';
import { createEstimate } from './estimate-left.ts';
import type { EventLog } from './event-log.ts';
import { type Photo, toJob, toOutput } from './photo.ts';
import { createHeaderReader } from './read-headers.ts';
import { createThrottle } from './throttle.ts';

export interface RunControl {
  readonly signal: AbortSignal;
  /** Output pixels. */
  onProgress(progress: { readonly done: number; readonly total: number }): void;
  onChoice(choice: Choice): void;
  readonly place: PlaceInLine;
}

export interface QueueParts {
  /** Reads a picture's header; rejects with ProblemError. */
  probe(path: string): Promise<PictureFacts>;
  upscale(request: UpscaleRequest, control: RunControl): Promise<UpscaleOutcome>;
  readonly log: EventLog;
  /** Lets go of what was kept for a photo; it is off the list by then. */
  onRemoved(photo: Readonly<Photo>): Promise<void>;
  /** Seconds that only ever grow. */
  clock(): number;
}

/** The list of photos and the runs over it, which overlap (line.ts); lives in memory. */
export interface Queue {
  /** The photos from a number on (Photo.number), as many as are told at once. */
  page(from: number): JobPage;
  find(id: string): Readonly<Photo> | undefined;
  /** Lists photos at once, those that are not listed yet; their headers are read beside whatever else is done. */
  list(paths: readonly string[]): void;
  /** Lists a photo once its header is read; one that cannot be read is listed as failed. */
  add(file: { readonly path: string; readonly name?: string; readonly folder?: string | null }): Promise<Job>;
  /** Lists something that is no photo, with what is wrong with it. */
  addProblem(name: string, problem: Problem): Job;
  /** Keeps what the adviser said of a photo, for as long as it is listed. */
  noteAdvice(id: string, advice: AdviceState): void;
  /**
   * Queues photos in the order given; those queued or running already stay as they are. All: those that were not
   * started yet or were cancelled, in the order of the list.
   */
  start(ids: readonly string[] | 'all', settings: Settings): void;
  /** Resolves when none of them runs any more. All: those that are queued or run. */
  cancel(ids: readonly string[] | 'all'): Promise<void>;
  /** Is a photo queued or running? */
  busy(): boolean;
  /** Cancels, then takes off the list. */
  remove(ids: readonly string[]): Promise<void>;
  /** Cancels everything and resolves when nothing runs any more. */
  close(): Promise<void>;
}

interface Run {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Least milliseconds between two times that changes are told. */
const tellPause = 50;

/** Least milliseconds between two progress events. */
const progressPause = 100;

export function createQueue(parts: QueueParts): Queue {
  const { log } = parts;
  const photos = new Map<string, Photo>();
  const paths = new Map<string, Photo>();
  let listed = 0;
  /** Ids, in the order in which they run. */
  const line = new Set<string>();
  const places = createLine();
  const running = new Map<string, Run>();
  /** Begun, but not yet running its tiles: no other is begun before it does. */
  let ahead = false;
  let closed = false;

  // A folder of thousands changes faster than a screen can follow.
  const changed = new Set<Photo>();
  const tellSome = () => {
    const jobs: Job[] = [];
    for (const photo of changed) {
      changed.delete(photo);
      if (photos.get(photo.id) === photo) jobs.push(toJob(photo));
      if (jobs.length === jobsTold) break;
    }
    if (jobs.length > 0) log.add({ kind: 'jobs', jobs });
  };
  const tellAll = () => {
    while (changed.size > 0) tellSome();
  };
  /** Some are told already, and the others one turn after the other: what else the machine does comes in between. */
  let inTurns = false;
  const tellInTurns = () => {
    tellSome();
    inTurns = changed.size > 0;
    if (inTurns) setImmediate(tellInTurns);
  };
  const telling = createThrottle<null>(tellPause, () => inTurns || tellInTurns());
  const tell = (photo: Photo) => {
    changed.add(photo);
    telling.offer(null);
  };
  const change = (photo: Photo, state: JobState) => {
    photo.state = state;
    tell(photo);
  };
  /** A file that could not be read may be named once more: it is another by then. */
  const isListed = (file: string) => {
    const photo = paths.get(file);
    return photo !== undefined && (photo.facts !== null || photo.state.kind !== 'failed');
  };
  const list = (photo: Photo): Job => {
    photo.number = ++listed;
    photos.set(photo.id, photo);
    if (photo.path) paths.set(photo.path, photo);
    tell(photo);
    return toJob(photo);
  };

  const headers = createHeaderReader<Photo>(async (photo) => {
    // Taken off the list, or its run has looked already.
    if (photos.get(photo.id) !== photo || photo.facts || photo.state.kind === 'failed') return;
    try {
      photo.facts = await parts.probe(photo.path!);
    } catch (error) {
      // One that was started meanwhile tells it when its turn comes.
      if (line.has(photo.id) || running.has(photo.id)) return;
      photo.state = { kind: 'failed', problem: byUserName(photo, problemOf(error, photo.name)) };
    }
    tell(photo);
  });

  const run = async (photo: Photo, settings: Settings, place: PlaceInLine, signal: AbortSignal): Promise<void> => {
    const { path: source, folder } = photo;
    if (!source) return;
    const estimate = createEstimate(parts.clock);
    const throttle = createThrottle<JobState>(progressPause, (state) => change(photo, state));
    try {
      photo.facts ??= await parts.probe(source);
      const { width, height } = photo.facts;
      const total = settings.scale ** 2 * width * height;
      const begin = () => change(photo, { kind: 'running', done: 0, total, secondsLeft: null });
      // One that is read while another has its tiles still waits, as far as anyone can see.
      if (running.size === 1) begin();
      else void place.entered.then(() => photo.state.kind === 'queued' && !signal.aborted && begin());
      const outcome = await parts.upscale(
        { source, settings, folder, tile: null },
        {
          signal,
          place,
          onChoice: (choice) => noteChoice(photo, choice),
          onProgress: ({ done, total }) =>
            throttle.offer({ kind: 'running', done, total, secondsLeft: estimate.note(done, total) }),
        },
      );
      throttle.drop();
      settle(photo, settings, outcome);
    } catch (error) {
      throttle.drop();
      const problem = byUserName(photo, problemOf(error, photo.name));
      change(photo, signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', problem });
    }
  };

  const noteChoice = (photo: Photo, { reason }: Choice) => {
    if (!reason?.advice) return;
    photo.advice = { kind: 'given', advice: reason.advice };
    tell(photo);
  };

  const settle = (photo: Photo, settings: Settings, outcome: UpscaleOutcome) => {
    switch (outcome.kind) {
      case 'done': {
        const { output, seconds, used, warnings } = outcome;
        photo.output = output;
        change(photo, { kind: 'done', output: toOutput(output), seconds, settings, used, warnings: [...warnings] });
        return;
      }
      case 'skipped':
        photo.output = outcome.output;
        noteChoice(photo, outcome.used);
        change(photo, { kind: 'skipped', output: toOutput(outcome.output), settings, used: outcome.used });
        return;
      case 'failed':
        change(photo, { kind: 'failed', problem: byUserName(photo, outcome.problem) });
        return;
      case 'cancelled':
        change(photo, { kind: 'cancelled' });
    }
  };

  const next = () => {
    if (ahead || closed) return;
    const [first] = line;
    if (first === undefined) return;
    line.delete(first);
    // One that is taken off the list is taken out of the line as well.
    const photo = photos.get(first)!;
    const abort = new AbortController();
    const place = places.join();
    ahead = true;
    const ended = Promise.resolve()
      .then(() => run(photo, photo.settings!, place, abort.signal))
      .finally(() => {
        running.delete(photo.id);
        place.end();
      });
    running.set(photo.id, { abort, ended });
    void place.entered.then(() => {
      ahead = false;
      next();
    });
  };

  const cancel = async (asked: readonly string[] | 'all'): Promise<void> => {
    const ids = asked === 'all' ? [...line, ...running.keys()] : asked;
    for (const id of ids) {
      const photo = photos.get(id);
      if (photo && line.delete(id)) change(photo, { kind: 'cancelled' });
    }
    const stopped = ids.map((id) => running.get(id)).filter((one) => one !== undefined);
    for (const { abort } of stopped) abort.abort(new DOMException('cancelled by the user', 'AbortError'));
    await Promise.all(stopped.map(({ ended }) => ended));
  };

  return {
    page: (from) => {
      const jobs: Job[] = [];
      for (const photo of photos.values()) {
        if (photo.number < from) continue;
        if (jobs.length === jobsTold) return { jobs, next: photo.number };
        jobs.push(toJob(photo));
      }
      return { jobs, next: null };
    },
    find: (id) => photos.get(id),
    list: (files) => {
      const fresh = [...new Set(files)]
        .filter((file) => !isListed(file))
        .map((file) => newPhoto(path.basename(file), file));
      for (const photo of fresh) list(photo);
      headers.add(fresh);
    },
    add: async ({ path: file, name = path.basename(file), folder = null }) => {
      const photo = newPhoto(name, file, folder);
      try {
        photo.facts = await parts.probe(file);
      } catch (error) {
        photo.state = { kind: 'failed', problem: byUserName(photo, problemOf(error, name)) };
      }
      return list(photo);
    },
    addProblem: (name, problem) =>
      list({ ...newPhoto(name, null), state: { kind: 'failed', problem: { ...problem, subject: name } } }),
    noteAdvice: (id, advice) => {
      const photo = photos.get(id);
      if (!photo) return;
      photo.advice = advice;
      tell(photo);
    },
    start: (asked, settings) => {
      const ids = asked === 'all' ? [...photos.values()].filter(isStartable).map(({ id }) => id) : asked;
      for (const id of ids) {
        const photo = photos.get(id);
        if (!photo?.path || line.has(id) || running.has(id)) continue;
        photo.settings = settings;
        line.add(id);
        change(photo, { kind: 'queued' });
      }
      next();
    },
    cancel,
    busy: () => line.size + running.size > 0,
    remove: async (ids) => {
      // Again for what was started while others of the call were stopped.
      do await cancel(ids);
      while (ids.some((id) => line.has(id) || running.has(id)));
      const gone = ids.map((id) => photos.get(id)).filter((photo) => photo !== undefined);
      for (const photo of gone) {
        photos.delete(photo.id);
        if (photo.path && paths.get(photo.path) === photo) paths.delete(photo.path);
      }
      for (let at = 0; at < gone.length; at += jobsTold) {
        const some = gone.slice(at, at + jobsTold);
        log.add({ kind: 'jobs-removed', ids: some.map(({ id }) => id) });
        for (const photo of some) await parts.onRemoved(photo);
        if (at + jobsTold < gone.length) await nextTurn();
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([cancel('all'), headers.close()]);
      telling.drop();
      tellAll();
    },
  };
}

function isStartable({ state }: Photo): boolean {
  return state.kind === 'waiting' || state.kind === 'cancelled';
}

function newPhoto(name: string, file: string | null, folder: string | null = null): Photo {
  return {
    id: randomUUID(),
    number: 0,
    name,
    path: file,
    folder,
    facts: null,
    advice: { kind: 'none' },
    state: { kind: 'waiting' },
    settings: null,
    output: null,
  };
}

/** The run names a file by its path's last part; the user may know it by another name. */
function byUserName({ path: file, name }: Photo, problem: Problem): Problem {
  return file && problem.subject === path.basename(file) ? { ...problem, subject: name } : problem;
}
