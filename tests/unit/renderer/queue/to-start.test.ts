import { describe, expect, it } from 'vitest';
import { canRepeat, toRepeat, toStart } from '../../../../renderer/queue/to-start.ts';
import { defaults, doneState, sampleJob } from '../sample-job.ts';

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
    expect(toStart(jobs, 'd', defaults)).toEqual({ kind: 'photos', ids: ['w', 'c'] });
  });

  it('does the photo in view again when it would come out differently', () => {
    const jobs = [sampleJob('d', doneState())];
    expect(toStart(jobs, 'd', defaults)).toEqual({ kind: 'none' });
    for (const other of [{ strength: 0.5 }, { scale: 2 }, { format: 'png' }, { quality: 80 }] as const) {
      expect(toStart(jobs, 'd', { ...defaults, ...other })).toEqual({ kind: 'again', ids: ['d'] });
    }
  });

  it('has nothing to do without photos', () => {
    expect(toStart([], null, defaults)).toEqual({ kind: 'none' });
  });
});

describe('upscaling all again', () => {
  it('does every photo that would come out differently, when there is more than one', () => {
    const jobs = [sampleJob('w'), sampleJob('a', doneState()), failed, sampleJob('b', doneState({ scale: 2 }))];
    expect(toRepeat(jobs, { ...defaults, strength: 0.5 })).toEqual(['a', 'f', 'b']);
    expect(toRepeat(jobs, defaults)).toEqual(['f', 'b']);
    expect(toRepeat(jobs.slice(0, 3), defaults)).toEqual([]);
  });
});

describe('trying again', () => {
  it('is offered for a photo that could be read, not for a file that could not', () => {
    expect(canRepeat(failed, defaults)).toBe(true);
    expect(canRepeat({ ...failed, source: null }, defaults)).toBe(false);
  });

  it('is not offered while the photo runs', () => {
    expect(canRepeat(sampleJob('q', { kind: 'queued' }), { ...defaults, scale: 2 })).toBe(false);
  });
});
