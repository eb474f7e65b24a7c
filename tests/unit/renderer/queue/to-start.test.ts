import { describe, expect, it } from 'vitest';
import { canRepeat, toRepeat, toStart } from '../../../../renderer/queue/to-start.ts';
import { doneState, sampleJob, usedWith } from '../sample-job.ts';

const failed = sampleJob('f', { kind: 'failed', problem: { code: 'damaged', subject: 'f.jpg', values: {} } });

describe('the main button', () => {
  it('starts every photo that waits or was cancelled, and no other', () => {
    const jobs = [
      sampleJob('w'),
      sampleJob('d', doneState()),
      sampleJob('q', { kind: 'queued' }),
      sampleJob('c', { kind: 'cancelled' }),
      failed,
    ];
    expect(toStart(jobs, 'd', usedWith())).toEqual({ kind: 'photos', ids: ['w', 'c'] });
  });

  it('does the photo in view again when it would come out differently', () => {
    const jobs = [sampleJob('d', doneState())];
    expect(toStart(jobs, 'd', usedWith())).toEqual({ kind: 'none' });
    for (const other of [{ strength: 0.5 }, { scale: 2 }, { format: 'png' }, { quality: 80 }] as const) {
      expect(toStart(jobs, 'd', usedWith(other))).toEqual({ kind: 'again', ids: ['d'] });
    }
  });

  it('has nothing to do without photos', () => {
    expect(toStart([], null, usedWith())).toEqual({ kind: 'none' });
  });
});

describe('upscaling all again', () => {
  it('does every photo that would come out differently, when there is more than one', () => {
    const jobs = [sampleJob('w'), sampleJob('a', doneState()), failed, sampleJob('b', doneState({ scale: 2 }))];
    expect(toRepeat(jobs, usedWith({ strength: 0.5 }))).toEqual(['a', 'f', 'b']);
    expect(toRepeat(jobs, usedWith())).toEqual(['f', 'b']);
    expect(toRepeat(jobs.slice(0, 3), usedWith())).toEqual([]);
  });
});

describe('trying again', () => {
  it('is offered for a photo that could be read, not for a file that could not', () => {
    expect(canRepeat(failed, usedWith())).toBe(true);
    expect(canRepeat({ ...failed, source: null }, usedWith())).toBe(false);
  });

  it('is not offered while the photo runs', () => {
    expect(canRepeat(sampleJob('q', { kind: 'queued' }), usedWith({ scale: 2 }))).toBe(false);
  });
});
