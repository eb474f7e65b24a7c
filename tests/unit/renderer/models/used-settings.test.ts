import { describe, expect, it } from 'vitest';
import { usedSettings } from '../../../../renderer/models/used-settings.ts';
import { defaults } from '../sample-job.ts';

const model = (id: string, scales: (2 | 3 | 4)[]) => ({ id, title: id, description: '', scales, hasCleanup: false });

describe('what a run uses', () => {
  it('is what is set, where the model makes it', () => {
    const used = usedSettings([model('a', [4]), model('b', [2, 3, 4])], { ...defaults, model: 'b', scale: 3 });
    expect(used).toMatchObject({ model: { id: 'b' }, settings: { model: 'b', scale: 3 } });
  });

  it('is the first model when the one that is set is not installed', () => {
    expect(usedSettings([model('a', [2, 4])], { ...defaults, model: 'gone' })?.settings.model).toBe('a');
  });

  it('is the largest scale that the model makes when it does not make the one that is set', () => {
    expect(usedSettings([model('a', [2])], defaults)?.settings.scale).toBe(2);
    expect(usedSettings([model('a', [4, 2])], { ...defaults, scale: 3 })?.settings.scale).toBe(4);
  });

  it('is nothing without models', () => {
    expect(usedSettings([], defaults)).toBeNull();
  });
});
