import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobPage } from '../../../../electron/contract/calls.ts';
import { type MachineEvent, machineEventSchema } from '../../../../electron/contract/events.ts';
import type { Job } from '../../../../electron/contract/job.ts';
import { ProblemError } from '../../../../electron/contract/problem.ts';
import { type Settings, settingsSchema } from '../../../../electron/contract/settings.ts';
import type { PictureFacts } from '../../../../electron/image/picture.ts';
import { createEventLog } from '../../../../electron/queue/event-log.ts';
import type { Photo } from '../../../../electron/queue/photo.ts';
import { createQueue, type Queue, type RunControl } from '../../../../electron/queue/queue.ts';
import type { UpscaleOutcome, UpscaleRequest } from '../../../../electron/upscale/outcome.ts';

const settings: Settings = settingsSchema.parse({ scale: 2 });
const facts: PictureFacts = {
  path: '',
  name: '',
  bytes: 10,
  format: 'png',
  width: 30,
  height: 20,
  orientation: 1,
  depth: 8,
  grey: false,
  alpha: false,
  density: null,
  space: 'srgb',
  warnings: [],
};
const done = (source: string): UpscaleOutcome => ({
  kind: 'done',
  output: { path: `${source}_x2.png`, name: 'out.png', width: 60, height: 40, bytes: 99 },
  seconds: 2,
  tiles: { count: 1, width: 30, height: 20, repeated: 0, engine: 'native', engineName: 'cpu' },
  used: { model: 'photo', cleanup: null, reason: null },
  warnings: ['a warning'],
});

/** A queue whose runs are ended by the test. */
function manualQueue() {
  const log = createEventLog();
  const events: MachineEvent[] = [];
  log.listen((event) => events.push(machineEventSchema.parse(event)));
  const runs: { request: UpscaleRequest; control: RunControl; end(outcome: UpscaleOutcome): void }[] = [];
  const removed: Photo[] = [];
  const clock = { now: 0 };
  const missing = new Set<string>();
  const queue = createQueue({
    log,
    clock: () => clock.now,
    probe: async (path) => {
      if (missing.has(path)) throw new ProblemError('not-a-picture', path.split('/').at(-1)!);
      return { ...facts, path };
    },
    upscale: (request, control) =>
      new Promise((end) => {
        runs.push({ request, control, end });
        // A real run takes a moment to stop and to remove what it has begun.
        control.signal.addEventListener('abort', () => setTimeout(() => end({ kind: 'cancelled' }), 50));
      }),
    onRemoved: async (photo) => void removed.push(photo),
  });
  const state = (id: string) => queue.find(id)?.state.kind;
  return { queue, log, events, runs, removed, clock, missing, state };
}

/** All of them, page by page. */
function jobsOf(queue: Queue): Job[] {
  const jobs: Job[] = [];
  for (let from: number | null = 1; from !== null; ) {
    const page: JobPage = queue.page(from);
    jobs.push(...page.jobs);
    from = page.next;
  }
  return jobs;
}

const settled = () => vi.advanceTimersByTimeAsync(0);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the queue', () => {
  it('runs one photo at a time, in the order in which they were started', async () => {
    const { queue, runs, state } = manualQueue();
    const [a, b] = [await queue.add({ path: '/x/a.png' }), await queue.add({ path: '/x/b.png' })];
    queue.start([b.id, a.id], settings);
    await settled();
    expect(runs.map((run) => run.request.source)).toEqual(['/x/b.png']);
    expect([state(b.id), state(a.id)]).toEqual(['running', 'queued']);
    runs[0]!.end(done('/x/b'));
    await settled();
    expect(runs.map((run) => run.request.source)).toEqual(['/x/b.png', '/x/a.png']);
    expect([state(b.id), state(a.id)]).toEqual(['done', 'running']);
  });

  it('begins the next photo while the tiles of one run, and shows it as running once its own do', async () => {
    const { queue, runs, state } = manualQueue();
    const jobs = [];
    for (const name of ['a', 'b', 'c']) jobs.push(await queue.add({ path: `/x/${name}.png` }));
    const [a, b, c] = jobs.map((job) => job.id) as [string, string, string];
    queue.start([a, b, c], settings);
    await settled();
    expect(runs).toHaveLength(1);
    const enter = async (run: number) => {
      void runs[run]!.control.place.enter(runs[run]!.control.signal).catch(() => {});
      await settled();
    };
    await enter(0);
    expect(runs.map((run) => run.request.source)).toEqual(['/x/a.png', '/x/b.png']);
    await enter(1);
    expect([state(a), state(b), state(c)]).toEqual(['running', 'queued', 'queued']);
    runs[0]!.control.place.leave();
    await settled();
    expect([state(a), state(b), state(c)]).toEqual(['running', 'running', 'queued']);
    expect(runs).toHaveLength(3);
    const cancelled = queue.cancel([b, c]);
    await vi.advanceTimersByTimeAsync(50);
    await cancelled;
    expect([state(a), state(b), state(c)]).toEqual(['running', 'cancelled', 'cancelled']);
    expect(runs[0]!.control.signal.aborted).toBe(false);
    runs[0]!.end(done('/x/a'));
    await settled();
    expect(state(a)).toBe('done');
  });

  it('lists a file that is no picture as failed under its name, and never shows a path', async () => {
    const { queue, missing, events } = manualQueue();
    missing.add('/private/notes.jpg');
    const job = await queue.add({ path: '/private/notes.jpg' });
    expect(job).toMatchObject({ name: 'notes.jpg', source: null, state: { kind: 'failed' } });
    await queue.add({ path: '/private/a.png' });
    expect(JSON.stringify(events)).not.toContain('/private');
  });

  it('lists many photos at once and reads their headers after, telling both in few events', async () => {
    const { queue, events, missing, runs } = manualQueue();
    const files = Array.from({ length: 1200 }, (_, i) => `/x/${i}.png`);
    missing.add('/x/7.png');
    queue.list([...files, '/x/3.png']);
    expect(jobsOf(queue).map(({ name }) => name)).toEqual(files.map((file) => file.slice(3)));
    expect(jobsOf(queue).every(({ source, state }) => source === null && state.kind === 'waiting')).toBe(true);
    // The first is told at once, the others together.
    expect(events).toMatchObject([{ kind: 'jobs', jobs: [{ name: '0.png' }] }]);
    queue.list(files.slice(0, 9));
    expect(jobsOf(queue)).toHaveLength(1200);
    await vi.advanceTimersByTimeAsync(100);
    const known = jobsOf(queue);
    expect(known.filter(({ source }) => source === null).map(({ name, state }) => [name, state.kind])).toEqual([
      ['7.png', 'failed'],
    ]);
    expect(events.length).toBeLessThan(12);
    const told = events.flatMap((event) => (event.kind === 'jobs' ? [event.jobs] : []));
    expect(Math.max(...told.map((jobs) => jobs.length))).toBe(500);
    expect(new Set(told.flat().flatMap(({ id, source }) => (source ? [id] : []))).size).toBe(1199);
    expect(runs).toHaveLength(0);
    await queue.remove(known.slice(0, 2).map(({ id }) => id));
    queue.list(['/x/0.png']);
    expect(jobsOf(queue).at(-1)).toMatchObject({ name: '0.png', source: null });
  });

  it('starts all that wait or were cancelled, cancels all, and tells few at a time of each', async () => {
    const { queue, events, runs, missing } = manualQueue();
    missing.add('/x/7.png');
    queue.list(Array.from({ length: 1300 }, (_, i) => `/x/${i}.png`));
    await vi.advanceTimersByTimeAsync(100);
    const byState = (kind: string) => jobsOf(queue).filter(({ state }) => state.kind === kind);
    queue.start([jobsOf(queue)[3]!.id], settings);
    await settled();
    runs[0]!.end(done('/x/3'));
    await vi.advanceTimersByTimeAsync(100);
    expect(queue.busy()).toBe(false);

    const turns: number[] = [];
    const told = (from: number) => events.slice(from).flatMap((event) => (event.kind === 'jobs' ? [event.jobs] : []));
    const [start, cancel] = [() => queue.start('all', settings), () => queue.cancel('all')];
    for (const ask of [start, cancel]) {
      const from = events.length;
      void ask();
      // Of the first it is told at once; of the others in turns, so that nothing waits for the last.
      expect(told(from).map((jobs) => jobs.length)).toEqual([1]);
      for (const at = events.length; events.length < at + 3; ) {
        const before = events.length;
        vi.advanceTimersToNextTimer();
        await Promise.resolve();
        turns.push(events.length - before);
      }
      await vi.advanceTimersByTimeAsync(200);
      expect(new Set(told(from).flatMap((jobs) => jobs.map(({ id }) => id))).size).toBe(1298);
      expect(queue.busy()).toBe(ask === start);
    }
    expect(Math.max(...turns)).toBe(1);
    expect([byState('cancelled').length, byState('done').length, byState('failed').length]).toEqual([1298, 1, 1]);
    queue.start('all', settings);
    await settled();
    expect([byState('running').length, byState('queued').length]).toEqual([1, 1297]);
  });

  it('tells the whole list in pages, whatever is listed or removed between two of them', async () => {
    const { queue } = manualQueue();
    queue.list(Array.from({ length: 1100 }, (_, i) => `/x/${i}.png`));
    const first = queue.page(0);
    expect(first.jobs.map(({ name }) => name)).toEqual(Array.from({ length: 500 }, (_, i) => `${i}.png`));
    await queue.remove([first.jobs[0]!.id, queue.page(first.next!).jobs[0]!.id]);
    queue.list(['/x/late.png']);
    const second = queue.page(first.next!);
    const third = queue.page(second.next!);
    expect(second.jobs.map(({ name }) => name)).toEqual(Array.from({ length: 500 }, (_, i) => `${501 + i}.png`));
    expect(third.jobs).toHaveLength(100);
    expect(third.jobs.at(-1)?.name).toBe('late.png');
    expect([third.next, queue.page(5000)]).toEqual([null, { jobs: [], next: null }]);
  });

  it('takes many photos off the list in several events, and tells of none of them after', async () => {
    const { queue, events, removed } = manualQueue();
    queue.list(Array.from({ length: 1200 }, (_, i) => `/x/${i}.png`));
    const ids = jobsOf(queue).map(({ id }) => id);
    await queue.remove(ids.slice(0, 1100));
    await vi.advanceTimersByTimeAsync(100);
    const gone = events.flatMap((event) => (event.kind === 'jobs-removed' ? [event.ids] : []));
    expect(gone.map((some) => some.length)).toEqual([500, 500, 100]);
    expect(gone.flat()).toEqual(ids.slice(0, 1100));
    const since = events.slice(events.findIndex(({ kind }) => kind === 'jobs-removed'));
    const told = since.flatMap((event) => (event.kind === 'jobs' ? event.jobs.map(({ id }) => id) : []));
    expect(new Set(told)).toEqual(new Set(ids.slice(1100)));
    expect(removed).toHaveLength(1100);
  });

  it('reads the headers of photos that are started at once, beside the one that runs', async () => {
    const { queue, runs } = manualQueue();
    // More than are read at once: the last are queued before anybody has looked at them.
    queue.list(Array.from({ length: 9 }, (_, i) => `/x/${i}.png`));
    queue.start(
      jobsOf(queue).map(({ id }) => id),
      settings,
    );
    await settled();
    expect(runs).toHaveLength(1);
    expect(jobsOf(queue).map(({ source, state }) => [source?.width, state.kind])).toEqual([
      [30, 'running'],
      ...Array.from({ length: 8 }, () => [30, 'queued']),
    ]);
  });

  it('lists a file anew that could not be read before', async () => {
    const { queue, missing } = manualQueue();
    missing.add('/x/a.png');
    queue.list(['/x/a.png']);
    await settled();
    expect(jobsOf(queue).map(({ state }) => state.kind)).toEqual(['failed']);
    missing.clear();
    queue.list(['/x/a.png']);
    await settled();
    expect(jobsOf(queue).map(({ state }) => state.kind)).toEqual(['failed', 'waiting']);
  });

  it('takes a photo off the list that was started again while others of the call were stopped', async () => {
    const { queue, runs } = manualQueue();
    const [a, b, c] = [
      await queue.add({ path: '/x/a.png' }),
      await queue.add({ path: '/x/b.png' }),
      await queue.add({ path: '/x/c.png' }),
    ];
    queue.start([a.id], settings);
    await settled();
    const gone = queue.remove([a.id, b.id]);
    queue.start([b.id, c.id], settings);
    await vi.advanceTimersByTimeAsync(200);
    await gone;
    expect(jobsOf(queue).map(({ id, state }) => [id, state.kind])).toEqual([[c.id, 'running']]);
    const under = runs.filter(({ control }) => !control.signal.aborted);
    expect(under.map(({ request }) => request.source)).toEqual(['/x/c.png']);
  });

  it('runs a photo that was started before its header was read', async () => {
    const { queue, runs } = manualQueue();
    queue.list(['/x/a.png']);
    queue.start(
      jobsOf(queue).map(({ id }) => id),
      settings,
    );
    await settled();
    expect(runs).toHaveLength(1);
    expect(jobsOf(queue)[0]).toMatchObject({ source: { width: 30 }, state: { kind: 'running', total: 2400 } });
  });

  it('names a problem by the name the user knows the photo by', async () => {
    const { queue, runs } = manualQueue();
    const job = await queue.add({ path: '/tmp/u/_con.png', name: 'con.png' });
    queue.start([job.id], settings);
    await settled();
    runs[0]!.end({ kind: 'failed', problem: { code: 'damaged', subject: '_con.png', values: {} } });
    await settled();
    expect(jobsOf(queue)[0]!.state).toEqual({
      kind: 'failed',
      problem: { code: 'damaged', subject: 'con.png', values: {} },
    });
  });

  it('goes on with the next photo when one fails, however it fails', async () => {
    const log = createEventLog();
    const queue = createQueue({
      log,
      clock: () => 0,
      probe: async (path) => ({ ...facts, path }),
      upscale: async ({ source }) => {
        if (source.endsWith('a.png')) throw new Error('a bug');
        if (source.endsWith('b.png'))
          return { kind: 'failed', problem: { code: 'damaged', subject: 'b.png', values: {} } };
        return done(source);
      },
      onRemoved: async () => {},
    });
    const jobs = [];
    for (const name of ['a', 'b', 'c']) jobs.push(await queue.add({ path: `/x/${name}.png` }));
    queue.start(
      jobs.map((job) => job.id),
      settings,
    );
    await settled();
    expect(jobsOf(queue).map((job) => job.state.kind)).toEqual(['failed', 'failed', 'done']);
    expect(jobsOf(queue)[0]!.state).toMatchObject({ problem: { code: 'unexpected', values: { detail: 'a bug' } } });
  });

  it('reads a photo’s header again when it is started after it could not be read', async () => {
    const { queue, missing, runs } = manualQueue();
    missing.add('/x/a.png');
    const job = await queue.add({ path: '/x/a.png' });
    missing.clear();
    queue.start([job.id], settings);
    await settled();
    expect(runs).toHaveLength(1);
    expect(jobsOf(queue)[0]).toMatchObject({ source: { width: 30 }, state: { kind: 'running', total: 2400 } });
  });

  it('cancels a waiting photo at once and a running one when its run has ended', async () => {
    const { queue, runs, state } = manualQueue();
    const [a, b] = [await queue.add({ path: '/x/a.png' }), await queue.add({ path: '/x/b.png' })];
    queue.start([a.id, b.id], settings);
    await settled();
    const cancelled = queue.cancel([a.id, b.id]);
    expect([state(a.id), state(b.id)]).toEqual(['running', 'cancelled']);
    await vi.advanceTimersByTimeAsync(50);
    await cancelled;
    expect(runs[0]!.control.signal.aborted).toBe(true);
    expect([state(a.id), state(b.id)]).toEqual(['cancelled', 'cancelled']);
    await settled();
    expect(runs).toHaveLength(1);
    queue.start([a.id], settings);
    await settled();
    expect(state(a.id)).toBe('running');
  });

  it('takes a running photo off the list once it is stopped', async () => {
    const { queue, runs, removed, events } = manualQueue();
    const job = await queue.add({ path: '/x/a.png' });
    queue.start([job.id], settings);
    await settled();
    const gone = queue.remove([job.id, 'unknown']);
    expect(jobsOf(queue)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(50);
    await gone;
    expect(runs[0]!.control.signal.aborted).toBe(true);
    expect(jobsOf(queue)).toEqual([]);
    expect(removed.map((photo) => photo.id)).toEqual([job.id]);
    expect(events.at(-1)).toMatchObject({ kind: 'jobs-removed', ids: [job.id] });
  });

  it('tells progress about ten times a second, the newest figure at last, with the time left', async () => {
    const { queue, runs, events, clock } = manualQueue();
    const job = await queue.add({ path: '/x/a.png' });
    queue.start([job.id], settings);
    await settled();
    const before = events.length;
    for (let i = 1; i <= 100; i++) {
      clock.now = i / 20;
      runs[0]!.control.onProgress({ done: 24 * i, total: 2400 });
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(200);
    const told = events.slice(before);
    expect(told.length).toBeGreaterThan(8);
    expect(told.length).toBeLessThan(14);
    expect(told.at(-1)).toMatchObject({ jobs: [{ state: { kind: 'running', done: 2400, secondsLeft: 0 } }] });
    expect(told.at(-3)).toMatchObject({ jobs: [{ state: { secondsLeft: expect.any(Number) } }] });
  });

  it('tells no progress of a run after its end', async () => {
    const { queue, runs, state } = manualQueue();
    const job = await queue.add({ path: '/x/a.png' });
    queue.start([job.id], settings);
    await settled();
    runs[0]!.control.onProgress({ done: 100, total: 2400 });
    runs[0]!.control.onProgress({ done: 200, total: 2400 });
    runs[0]!.end(done('/x/a'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(state(job.id)).toBe('done');
    expect(jobsOf(queue)[0]!.state).toMatchObject({ settings, warnings: ['a warning'], output: { name: 'out.png' } });
  });

  it('tells what was seen in a photo, as soon as its run knows, and keeps it for as long as it is listed', async () => {
    const { queue, runs, events } = manualQueue();
    const job = await queue.add({ path: '/x/a.png' });
    expect(job.advice).toEqual({ kind: 'none' });
    queue.start([job.id], settings);
    await settled();
    const advice = { kind: 'photo', certainty: 1, noise: 12, quality: 60 } as const;
    const used = {
      model: 'restore',
      cleanup: 0.47,
      reason: { code: 'degraded-photo', advice, missed: null },
    } as const;
    runs[0]!.control.onChoice(used);
    await vi.advanceTimersByTimeAsync(50);
    expect(events.at(-1)).toMatchObject({ jobs: [{ advice: { kind: 'given', advice }, state: { kind: 'running' } }] });
    runs[0]!.end({ ...done('/x/a'), used } as UpscaleOutcome);
    await settled();
    expect(jobsOf(queue)[0]).toMatchObject({ advice: { kind: 'given', advice }, state: { kind: 'done', used } });
    queue.noteAdvice(job.id, { kind: 'failed', detail: 'x' });
    await vi.advanceTimersByTimeAsync(50);
    expect(events.at(-1)).toMatchObject({ jobs: [{ advice: { kind: 'failed' } }] });
    await queue.remove([job.id]);
    queue.noteAdvice(job.id, { kind: 'given', advice });
    expect(events.at(-1)).toMatchObject({ kind: 'jobs-removed' });
  });

  it('learns what was seen from a result that is already there', async () => {
    const { queue, runs } = manualQueue();
    const job = await queue.add({ path: '/x/a.png' });
    queue.start([job.id], settings);
    await settled();
    const advice = { kind: 'art', certainty: 1, noise: 0, quality: null } as const;
    const used = { model: 'art', cleanup: null, reason: { code: 'art', advice, missed: null } } as const;
    const output = { path: '/x/a_x2.png', name: 'a_x2.png', width: 60, height: 40, bytes: 9 };
    runs[0]!.end({ kind: 'skipped', output, used });
    await settled();
    expect(jobsOf(queue)[0]).toMatchObject({ advice: { kind: 'given', advice }, state: { kind: 'skipped', used } });
  });

  it('stops everything when it closes, and starts nothing after', async () => {
    const { queue, runs } = manualQueue();
    const [a, b] = [await queue.add({ path: '/x/a.png' }), await queue.add({ path: '/x/b.png' })];
    queue.start([a.id, b.id], settings);
    await settled();
    const closed = vi.fn();
    const closing = queue.close().then(closed);
    await settled();
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(50);
    await closing;
    queue.start([b.id], settings);
    await settled();
    expect(runs).toHaveLength(1);
    expect(runs[0]!.control.signal.aborted).toBe(true);
  });
});
