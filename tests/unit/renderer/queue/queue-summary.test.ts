import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../electron/contract/job.ts';
import { createJobList } from '../../../../renderer/machine/job-list.ts';
import { summarize } from '../../../../renderer/queue/queue-summary.ts';
import { doneState, sampleJob } from '../sample-job.ts';

const running = (done: number, secondsLeft: number | null) =>
  sampleJob('r', { kind: 'running', done, total: 1800 * 1200, secondsLeft });
const failed = sampleJob('f', { kind: 'failed', problem: { code: 'damaged', subject: 'f.jpg', values: {} } });

const figures = (jobs: readonly Job[]) => summarize(createJobList(jobs));

describe('the figures of the batch', () => {
  it('count what is done and what needs a look', () => {
    const jobs = [sampleJob('a', doneState()), failed, sampleJob('w'), sampleJob('c', { kind: 'cancelled' })];
    expect(figures(jobs)).toEqual({ photos: 4, done: 1, failed: 1, active: false, pixels: null, secondsLeft: null });
  });

  it('add up the pixels of what is done, running and queued', () => {
    const jobs = [sampleJob('a', doneState()), running(160_000, null), sampleJob('q', { kind: 'queued' }), failed];
    expect(figures(jobs).pixels).toEqual({ done: 2_160_000 + 160_000, total: 3 * 2_160_000 });
  });

  it('give the queued photos the time that the running one takes for as many pixels', () => {
    const half = running(1_080_000, 10);
    expect(figures([half]).secondsLeft).toBe(10);
    expect(figures([half, sampleJob('q', { kind: 'queued' })]).secondsLeft).toBe(30);
  });

  it('count two photos that run at once, and go by the one that has tiles left', () => {
    const saved = { ...running(2_160_000, 0), id: 's' };
    expect(figures([saved, running(1_080_000, 10), sampleJob('q', { kind: 'queued' })])).toMatchObject({
      pixels: { done: 3_240_000, total: 3 * 2_160_000 },
      secondsLeft: 30,
    });
  });

  it('name no time that is not known', () => {
    expect(figures([running(0, null), sampleJob('q', { kind: 'queued' })]).secondsLeft).toBeNull();
  });

  it('tell the time left of many small photos by those that are done', () => {
    const done = sampleJob('a', doneState());
    const jobs = [done, running(1_080_000, null), sampleJob('q', { kind: 'queued' })];
    // 2.16 Mpx took 3 s, and 3.24 Mpx are left.
    expect(figures(jobs).secondsLeft).toBeCloseTo(4.5);
  });

  it('are those of the whole list, however long, and follow every change of it', () => {
    const queued = Array.from({ length: 1500 }, (_, i) => sampleJob(`q${i}`, { kind: 'queued' }));
    const list = createJobList([sampleJob('a', doneState()), ...queued, running(1_080_000, 10)]);
    expect(summarize(list)).toMatchObject({ photos: 1502, done: 1, active: true, secondsLeft: 10 + 1500 * 20 });
    expect(summarize(list).pixels).toEqual({ done: 3_240_000, total: 1502 * 2_160_000 });
    const later = list.with([sampleJob('q700', doneState()), failed]).without(new Set(['q3', 'q1400']));
    expect(summarize(later)).toMatchObject({ photos: 1501, done: 2, failed: 1, secondsLeft: 10 + 1497 * 20 });
    expect(summarize(later).pixels?.total).toBe((2 + 1498) * 2_160_000);
  });

  it('leave out photos that are only listed', () => {
    expect(figures([running(0, null), sampleJob('w')]).pixels?.total).toBe(2_160_000);
  });
});
