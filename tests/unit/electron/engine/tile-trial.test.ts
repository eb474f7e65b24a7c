import { describe, expect, it } from 'vitest';
import { createTileTrial } from '../../../../electron/engine/tile-trial.ts';

const pixels = 512 * 512;

/** The answer after tiles that took so many milliseconds, first in quarters, then whole. */
function answerAfter(quarters: readonly number[], whole: readonly number[], warmUps = 2) {
  const trial = createTileTrial(warmUps);
  const answers = [
    ...quarters.map((milliseconds) => trial.took(pixels, milliseconds, true)),
    ...whole.map((milliseconds) => trial.took(pixels, milliseconds, false)),
  ];
  return answers.at(-1);
}

describe('the trial of two tile sizes', () => {
  it('does not count the tiles that compile, nor one of three that was held up', () => {
    expect(answerAfter([9000, 9000, 200, 200, 200], [1, 1, 210, 210, 210])).toBe('quarters');
    expect(answerAfter([1, 1, 200, 200, 200], [9000, 9000, 150, 150, 150])).toBe('whole');
    expect(answerAfter([1, 1, 200, 200, 200], [9000, 9000, 150, 9000, 150])).toBe('whole');
    expect(answerAfter([1, 1, 200, 1, 200], [9000, 9000, 150, 150, 150])).toBe('whole');
  });

  it('runs quarters until it has enough of them, and takes no more of them after', () => {
    const trial = createTileTrial(2);
    for (let tile = 0; tile < 5; tile++) {
      expect(trial.inQuarters).toBe(true);
      expect(trial.took(pixels, 200, true)).toBeNull();
    }
    expect(trial.inQuarters).toBe(false);
    // Two that were under way still.
    for (const late of [1, 1]) expect(trial.took(pixels, late, true)).toBeNull();
    for (let tile = 0; tile < 4; tile++) expect(trial.took(pixels, 150, false)).toBeNull();
    expect(trial.took(pixels, 150, false)).toBe('whole');
  });

  it('compares by what was kept of each tile', () => {
    const trial = createTileTrial(0);
    for (let tile = 0; tile < 3; tile++) trial.took(pixels, 200, true);
    trial.took(pixels / 2, 110, false);
    trial.took(pixels / 2, 110, false);
    expect(trial.took(pixels / 2, 110, false)).toBe('quarters');
  });

  it.each([
    { quarters: 100, whole: 95, answer: 'whole' },
    { quarters: 100, whole: 96, answer: 'quarters' },
    { quarters: 900, whole: 500, answer: 'whole' },
    { quarters: 900, whole: 501, answer: 'quarters' },
  ])('of $quarters ms in quarters and $whole ms whole takes $answer', ({ quarters, whole, answer }) => {
    expect(answerAfter(Array(3).fill(quarters), Array(3).fill(whole), 0)).toBe(answer);
  });

  it('is over where quarters take a second', () => {
    expect(answerAfter([1001, 1001, 1001], [], 0)).toBe('quarters');
    expect(answerAfter([1000, 1000, 1000], [], 0)).toBeNull();
  });
});
