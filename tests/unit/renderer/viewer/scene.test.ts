import { describe, expect, it } from 'vitest';
import { layersOf, sceneOf } from '../../../../renderer/viewer/scene.ts';
import { defaults, doneState, sampleJob } from '../sample-job.ts';

const model = { id: 'photo-fast', title: 'Photo', description: '', scales: [2, 4] as (2 | 4)[], hasCleanup: false };
const view = { mode: 'split', holding: false } as const;
const used = (part = {}) => ({ model, settings: { ...defaults, ...part } });

describe('what the stage shows', () => {
  it('is nothing of a file that could not be read', () => {
    expect(sceneOf({ ...sampleJob('a'), source: null }, used(), view)).toBeNull();
  });

  it('includes the finished result while the settings are those that made it, at any strength', () => {
    const job = sampleJob('a', doneState({ strength: 0.5 }));
    expect(sceneOf(job, used({ strength: 1.5 }), view)?.result).toMatchObject({ strength: 0.5 });
    expect(sceneOf(job, used({ scale: 2 }), view)?.result).toBeNull();
    expect(sceneOf(job, used({ cleanup: 0.3 }), view)?.result).toBeNull();
    expect(sceneOf(sampleJob('a'), used(), view)?.result).toBeNull();
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
