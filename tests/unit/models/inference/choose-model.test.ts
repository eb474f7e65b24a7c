import { describe, expect, it } from 'vitest';
import {
  asksAdviser,
  type Choosable,
  chooseModel,
  noiseLimit,
  qualityLimit,
  type Wish,
} from '../../../../models/inference/choose-model.ts';
import type { Advice } from '../../../../models/inference/sum-up-advice.ts';

const model = (id: string, scales: Choosable['scales'] = [2, 3, 4], hasCleanup = false): Choosable => ({
  id,
  scales,
  hasCleanup,
});
const all = [model('art', [2, 4]), model('photo'), model('photo-fast'), model('restore', [2, 4], true)];
const auto: Wish = { model: 'auto', scale: 4, cleanup: 'auto' };
const seen = (part: Partial<Advice> = {}): Advice => ({
  kind: 'photo',
  certainty: 0.9,
  noise: 0.5,
  quality: null,
  ...part,
});

describe('the model that is chosen', () => {
  it.each([
    ['a clean photograph', seen(), 'photo', 'clean-photo', null],
    [
      'noise and compression that hardly show',
      seen({ noise: noiseLimit, quality: qualityLimit }),
      'photo',
      'clean-photo',
      null,
    ],
    ['a noisy photograph', seen({ noise: 15 }), 'restore', 'degraded-photo', 0.3],
    ['a compressed photograph', seen({ noise: 0, quality: 40 }), 'restore', 'degraded-photo', 0.6],
    ['both', seen({ noise: 15, quality: 60 }), 'restore', 'degraded-photo', 0.5],
    ['far too much of both', seen({ noise: 60, quality: 5 }), 'restore', 'degraded-photo', 1],
    ['a drawing, however noisy', seen({ kind: 'art', noise: 20 }), 'art', 'art', null],
    ['a screenshot', seen({ kind: 'screenshot' }), 'art', 'screenshot', null],
    ['nothing that could be looked at', null, 'photo', 'no-advice', null],
  ] as const)('for %s', (_, advice, id, code, cleanup) => {
    expect(chooseModel(auto, advice, all)).toEqual({ model: id, cleanup, reason: { code, advice, missed: null } });
  });

  it('is the next best where the best one does not make the scale, or is not there, and says so', () => {
    const at3 = chooseModel({ ...auto, scale: 3 }, seen({ noise: 15 }), all);
    expect(at3).toMatchObject({
      model: 'photo',
      cleanup: null,
      reason: { missed: { model: 'restore', because: 'scale' } },
    });
    const few = [model('photo-fast')];
    for (const [advice, wished] of [
      [seen(), 'photo'],
      [seen({ noise: 9 }), 'restore'],
      [seen({ kind: 'art' }), 'art'],
    ] as const) {
      const choice = chooseModel(auto, advice, few);
      expect(choice).toMatchObject({ model: 'photo-fast', reason: { missed: { model: wished, because: 'absent' } } });
    }
    expect(chooseModel(auto, seen(), [model('mine', [2]), model('other')])?.model).toBe('other');
    expect(chooseModel(auto, seen(), [model('mine', [2])])).toBeNull();
  });

  it('is the one that the user names; only what is left open is filled in', () => {
    const named = { ...auto, model: 'photo-fast' };
    expect(chooseModel(named, seen({ noise: 30 }), all)).toEqual({ model: 'photo-fast', cleanup: null, reason: null });
    const set = chooseModel({ ...auto, model: 'restore', cleanup: 0.7 }, null, all);
    expect(set).toEqual({ model: 'restore', cleanup: 0.7, reason: null });
    const open = chooseModel({ ...auto, model: 'restore' }, seen({ noise: 15, quality: 60 }), all);
    expect(open).toMatchObject({ model: 'restore', cleanup: 0.5, reason: { code: 'degraded-photo', missed: null } });
    expect(chooseModel({ ...auto, model: 'restore' }, null, all)).toMatchObject({ cleanup: 0 });
    expect(chooseModel({ ...auto, cleanup: 0.1 }, seen({ noise: 15 }), all)).toMatchObject({
      model: 'restore',
      cleanup: 0.1,
    });
    expect(chooseModel({ ...auto, model: 'gone' }, seen(), all)).toBeNull();
  });

  it('needs the adviser for a model or a cleanup that is left open, and for nothing else', () => {
    expect(asksAdviser(auto, all)).toBe(true);
    expect(asksAdviser({ ...auto, cleanup: 0.3 }, all)).toBe(true);
    expect(asksAdviser({ ...auto, model: 'restore' }, all)).toBe(true);
    expect(asksAdviser({ ...auto, model: 'restore', cleanup: 0.3 }, all)).toBe(false);
    expect(asksAdviser({ ...auto, model: 'photo' }, all)).toBe(false);
  });
});
