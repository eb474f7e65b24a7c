import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Choice } from '../../models/inference/choose-model.ts';
import type { AdviceState } from '../contract/advice.ts';
import type { Job, JobState } from '../contract/job.ts';
import { type Problem, problemOf } from '../contract/problem.ts';
import type { Settings } from '../contract/settings.ts';
import type { PictureFacts } from '../image/picture.ts';
import { createLine, type PlaceInLine } from '../upscale/line.ts';
import type { UpscaleOutcome, UpscaleRequest } from '../upscale/outcome.ts';
import { createEstimate } from './estimate-left.ts';
import type { EventLog } from './event-log.ts';
import { type Photo, toJob, toOutput } from './photo.ts';
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
  jobs(): Job[];
  find(id: string): Readonly<Photo> | undefined;
  /** Lists a photo once its header is read; one that cannot be read is listed as failed. */
  add(file: { readonly path: string; readonly name?: string; readonly folder?: string | null }): Promise<Job>;
  /** Lists something that is no photo, with what is wrong with it. */
  addProblem(name: string, problem: Problem): Job;
  /** Keeps what the adviser said of a photo, for as long as it is listed. */
  noteAdvice(id: string, advice: AdviceState): void;
  /** Queues photos in the order given; those queued or running already stay as they are. */
  start(ids: readonly string[], settings: Settings): void;
  /** Resolves when none of them runs any more. */
  cancel(ids: readonly string[]): Promise<void>;
  /** Cancels, then takes off the list. */
  remove(ids: readonly string[]): Promise<void>;
  /** Cancels everything and resolves when nothing runs any more. */
  close(): Promise<void>;
}

interface Run {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Least milliseconds between two progress events. */
const progressPause = 100;

export function createQueue(parts: QueueParts): Queue {
  const { log } = parts;
  const photos = new Map<string, Photo>();
  const line: string[] = [];
  const places = createLine();
  const running = new Map<string, Run>();
  /** Begun, but not yet running its tiles: no other is begun before it does. */
  let ahead = false;
  let closed = false;

  const tell = (photo: Photo) => {
    if (photos.get(photo.id) === photo) log.add({ kind: 'job', job: toJob(photo) });
  };
  const change = (photo: Photo, state: JobState) => {
    photo.state = state;
    tell(photo);
  };
  const list = (photo: Photo): Job => {
    photos.set(photo.id, photo);
    tell(photo);
    return toJob(photo);
  };

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
    const photo = photos.get(line.shift() ?? '');
    if (!photo) {
      if (line.length > 0) next();
      return;
    }
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

  const cancel = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      const at = line.indexOf(id);
      if (at < 0) continue;
      line.splice(at, 1);
      const photo = photos.get(id);
      if (photo) change(photo, { kind: 'cancelled' });
    }
    const stopped = ids.map((id) => running.get(id)).filter((one) => one !== undefined);
    for (const { abort } of stopped) abort.abort(new DOMException('cancelled by the user', 'AbortError'));
    await Promise.all(stopped.map(({ ended }) => ended));
  };

  return {
    jobs: () => [...photos.values()].map(toJob),
    find: (id) => photos.get(id),
    add: async ({ path: file, name = path.basename(file), folder = null }) => {
      const photo: Photo = {
        id: randomUUID(),
        name,
        path: file,
        folder,
        facts: null,
        advice: { kind: 'none' },
        state: { kind: 'waiting' },
        settings: null,
        output: null,
      };
      try {
        photo.facts = await parts.probe(file);
      } catch (error) {
        photo.state = { kind: 'failed', problem: byUserName(photo, problemOf(error, name)) };
      }
      return list(photo);
    },
    addProblem: (name, problem) =>
      list({
        id: randomUUID(),
        name,
        path: null,
        folder: null,
        facts: null,
        advice: { kind: 'none' },
        state: { kind: 'failed', problem: { ...problem, subject: name } },
        settings: null,
        output: null,
      }),
    noteAdvice: (id, advice) => {
      const photo = photos.get(id);
      if (!photo) return;
      photo.advice = advice;
      tell(photo);
    },
    start: (ids, settings) => {
      for (const id of ids) {
        const photo = photos.get(id);
        if (!photo?.path || line.includes(id) || running.has(id)) continue;
        photo.settings = settings;
        line.push(id);
        change(photo, { kind: 'queued' });
      }
      next();
    },
    cancel,
    remove: async (ids) => {
      await cancel(ids);
      for (const id of ids) {
        const photo = photos.get(id);
        if (!photo) continue;
        photos.delete(id);
        log.add({ kind: 'job-removed', id });
        await parts.onRemoved(photo);
      }
    },
    close: async () => {
      closed = true;
      await cancel([...line, ...running.keys()]);
    },
  };
}

/** The run names a file by its path's last part; the user may know it by another name. */
function byUserName({ path: file, name }: Photo, problem: Problem): Problem {
  return file && problem.subject === path.basename(file) ? { ...problem, subject: name } : problem;
}
