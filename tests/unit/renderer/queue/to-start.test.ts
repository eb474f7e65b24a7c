import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../electron/contract/job.ts';
import { createJobList } from '../../../../renderer/machine/job-list.ts';
import { canRepeat, countToRepeat, isAnyActive, toRepeat, toStart } from '../../../../renderer/queue/to-start.ts';
import { doneState, sampleJob, usedWith } from '../sample-job.ts';

const failed = sampleJob('f', { kind: 'failed', problem: { code: 'damaged', subject: 'f.jpg', values: {} } });
const queued = sampleJob('q', { kind: 'queued' });
const listed = (...jobs: Job[]) => createJobList(jobs);
const many = (count: number) => Array.from({ length: count }, (_, i) => sampleJob(`${i}`));

describe('the main button', () => {
  it('starts every photo that waits or was cancelled, and no other', () => {
    const jobs = listed(
      sampleJob('w'),
      sampleJob('d', doneState()),
      queued,
      sampleJob('c', { kind: 'cancelled' }),
      failed,
    );
    expect(toStart(jobs, 'd', usedWith())).toEqual({ kind: 'photos', count: 2 });
  });

  it('counts a long list as it changes', () => {
    const jobs = listed(...many(1500));
    expect(toStart(jobs, '0', usedWith())).toEqual({ kind: 'photos', count: 1500 });
    expect(isAnyActive(jobs)).toBe(false);
    const later = jobs.with([sampleJob('1400', { kind: 'queued' })]).without(new Set(['3', '700']));
    expect(toStart(later, '0', usedWith())).toEqual({ kind: 'photos', count: 1497 });
    expect(isAnyActive(later)).toBe(true);
    expect(isAnyActive(later.with([sampleJob('1400', doneState())]))).toBe(false);
  });

  it('does the photo in view again when it would come out differently', () => {
    const jobs = listed(sampleJob('d', doneState()));
    expect(toStart(jobs, 'd', usedWith())).toEqual({ kind: 'none' });
    for (const other of [{ strength: 0.5 }, { scale: 2 }, { format: 'png' }, { quality: 80 }] as const) {
      expect(toStart(jobs, 'd', usedWith(other))).toEqual({ kind: 'again', id: 'd' });
    }
  });

  it('has nothing to do without photos', () => {
    expect(toStart(listed(), null, usedWith())).toEqual({ kind: 'none' });
  });
});

describe('upscaling all again', () => {
  it('does every photo that would come out differently, when there is more than one', () => {
    const jobs = listed(sampleJob('w'), sampleJob('a', doneState()), failed, sampleJob('b', doneState({ scale: 2 })));
    expect(countToRepeat(jobs, usedWith({ strength: 0.5 }))).toBe(3);
    expect(toRepeat(jobs, usedWith({ strength: 0.5 }))).toEqual(['a', 'f', 'b']);
    expect(toRepeat(jobs, usedWith())).toEqual(['f', 'b']);
    expect(countToRepeat(jobs.without(new Set(['b'])), usedWith())).toBe(0);
  });

  it('tells anew as photos and settings change', () => {
    const [now, other] = [usedWith(), usedWith({ strength: 0.5 })];
    const jobs = listed(failed, sampleJob('a', doneState()), sampleJob('b', doneState()));
    expect([countToRepeat(jobs, now), countToRepeat(jobs, other)]).toEqual([0, 3]);
    expect(toRepeat(jobs.with([sampleJob('b', doneState({ scale: 2 }))]), now)).toEqual(['f', 'b']);
    expect(countToRepeat(jobs.with([{ ...failed, source: null }]), other)).toBe(2);
  });
});

describe('trying again', () => {
  it('is offered for a photo that could be read, not for a file that could not', () => {
    expect(canRepeat(failed, usedWith())).toBe(true);
    expect(canRepeat({ ...failed, source: null }, usedWith())).toBe(false);
  });

  it('is not offered while the photo runs', () => {
    expect(canRepeat(queued, usedWith({ scale: 2 }))).toBe(false);
  });
});
