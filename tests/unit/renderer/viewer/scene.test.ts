import { describe, expect, it } from 'vitest';
import { layersOf, sceneOf } from '../../../../renderer/viewer/scene.ts';
import { doneState, photoFast, restore, sampleJob, seen, usedWith } from '../sample-job.ts';

const view = { mode: 'split', holding: false } as const;

describe('what the stage shows', () => {
  it('is nothing of a file that could not be read', () => {
    expect(sceneOf({ ...sampleJob('a'), source: null }, usedWith(), view)).toBeNull();
  });

  it('includes the finished result while the settings are those that made it, at any strength', () => {
    const job = sampleJob('a', doneState({ strength: 0.5 }));
    expect(sceneOf(job, usedWith({ strength: 1.5 }), view)?.result).toMatchObject({ strength: 0.5 });
    expect(sceneOf(job, usedWith({ scale: 2 }), view)?.result).toBeNull();
    expect(sceneOf(sampleJob('a'), usedWith(), view)?.result).toBeNull();
  });

  it('is run with what suits the photo, and with nothing before that is known', () => {
    const auto = usedWith({ model: 'auto' }, [photoFast, restore]);
    expect(sceneOf(sampleJob('a'), auto, view)).toMatchObject({ model: null, cleanup: null });
    const degraded = sampleJob('a', { kind: 'waiting' }, seen());
    expect(sceneOf(degraded, auto, view)).toMatchObject({ model: 'restore', cleanup: 0.47 });
    const clean = sampleJob('a', { kind: 'waiting' }, seen({ noise: 1, quality: null }));
    expect(sceneOf(clean, auto, view)).toMatchObject({ model: 'photo-fast', cleanup: null });
  });

  it('takes a result for the wanted one whoever chose what it was made with', () => {
    const made = { model: 'restore', cleanup: 0.47, reason: null };
    const job = sampleJob('a', doneState({ model: 'restore', cleanup: 0.47 }, made), seen());
    const both = [photoFast, restore];
    expect(sceneOf(job, usedWith({ model: 'auto' }, both), view)?.result).not.toBeNull();
    expect(sceneOf(job, usedWith({ model: 'restore', cleanup: 0.47 }, both), view)?.result).not.toBeNull();
    expect(sceneOf(job, usedWith({ model: 'auto', cleanup: 0.3 }, both), view)?.result).toBeNull();
    expect(sceneOf(job, usedWith({ model: 'photo-fast' }, both), view)?.result).toBeNull();
  });
});

describe('how a pane is divided', () => {
  it('puts the original left of the divider and the result right of it', () => {
    expect(layersOf(0, { mode: 'split', holding: false }, 1000, 0.3)).toEqual([
      { content: 'before', from: 0, to: 300 },
      { content: 'after', from: 300, to: 1000 },
    ]);
  });

  it('gives each side one pane', () => {
    expect(layersOf(0, { mode: 'side', holding: false }, 500, 0.3)).toEqual([{ content: 'before', from: 0, to: 500 }]);
    expect(layersOf(1, { mode: 'side', holding: false }, 500, 0.3)).toEqual([{ content: 'after', from: 0, to: 500 }]);
  });

  it('shows the original while it is held, and the result after', () => {
    const content = (holding: boolean) => layersOf(0, { mode: 'hold', holding }, 500, 0.3)[0]?.content;
    expect([content(true), content(false)]).toEqual(['before', 'after']);
  });

  it('shows the residual alone', () => {
    expect(layersOf(0, { mode: 'residual', holding: false }, 500, 0.3)).toMatchObject([{ content: 'residual' }]);
  });
});
