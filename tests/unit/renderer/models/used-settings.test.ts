import { describe, expect, it } from 'vitest';
import { usedForPhoto, usedSettings, waitsForAdvice } from '../../../../renderer/models/used-settings.ts';
import { defaults, photoFast, restore, seen, usedWith } from '../sample-job.ts';

const model = (id: string, scales: (2 | 3 | 4)[]) => ({ id, title: id, description: '', scales, hasCleanup: false });

describe('what a run is asked for', () => {
  it('is what is set, where the model makes it', () => {
    const models = [model('a', [4]), model('b', [2, 3, 4])];
    const used = usedSettings(models, true, { ...defaults, model: 'b', scale: 3 });
    expect(used).toMatchObject({ scales: [2, 3, 4], settings: { model: 'b', scale: 3 } });
  });

  it('is left to the adviser when the model that is set is not installed, to the first choice without one', () => {
    const models = [model('a', [2, 4]), model('photo', [4])];
    expect(usedSettings(models, true, { ...defaults, model: 'gone' })?.settings.model).toBe('auto');
    expect(usedSettings(models, false, { ...defaults, model: 'gone' })?.settings.model).toBe('photo');
    expect(usedSettings(models, false, { ...defaults, model: 'auto' })?.settings.model).toBe('photo');
  });

  it('is the largest scale that the model makes when it does not make the one that is set', () => {
    expect(usedSettings([model('a', [2])], false, defaults)?.settings.scale).toBe(2);
    expect(usedSettings([model('a', [4, 2])], false, { ...defaults, model: 'a', scale: 3 })?.settings.scale).toBe(4);
  });

  it('can be any scale that some model makes while the model is left open', () => {
    const used = usedSettings([model('a', [2]), model('b', [4])], true, { ...defaults, model: 'auto', scale: 2 });
    expect(used).toMatchObject({ scales: [2, 4], settings: { model: 'auto', scale: 2 } });
  });

  it('is nothing without models', () => {
    expect(usedSettings([], true, defaults)).toBeNull();
  });
});

describe('what a photo is run with', () => {
  const models = [photoFast, restore];

  it('is what the user said, without anyone asked', () => {
    const used = usedWith({ model: 'restore', cleanup: 0.2 }, models);
    expect(usedForPhoto(used, { kind: 'none' })).toEqual({ model: restore, cleanup: 0.2, reason: null });
    expect(waitsForAdvice(used, { kind: 'none' })).toBe(false);
  });

  it('waits for the adviser where something is left open to it, and only there', () => {
    for (const open of [{ model: 'auto' }, { model: 'restore', cleanup: 'auto' }] as const) {
      const used = usedWith(open, models);
      expect(usedForPhoto(used, { kind: 'none' })).toBeNull();
      expect(waitsForAdvice(used, { kind: 'none' })).toBe(true);
      expect(usedForPhoto(used, seen())).toMatchObject({ model: { id: 'restore' }, cleanup: 0.47 });
      expect(waitsForAdvice(used, seen())).toBe(false);
    }
    expect(waitsForAdvice(usedWith({ model: 'photo-fast' }, models), { kind: 'none' })).toBe(false);
  });

  it('is the plain choice when the adviser failed, with the reason that there is none', () => {
    const failed = usedForPhoto(usedWith({ model: 'auto' }, models), { kind: 'failed', detail: 'x' });
    expect(failed).toMatchObject({ model: { id: 'photo-fast' }, reason: { code: 'no-advice' } });
  });

  it('is without cleanup where there is no adviser to tell how much', () => {
    const used = { ...usedWith({ model: 'restore', cleanup: 'auto' }, models), hasAdviser: false };
    expect(usedForPhoto(used, { kind: 'none' })).toEqual({ model: restore, cleanup: 0, reason: null });
  });
});
