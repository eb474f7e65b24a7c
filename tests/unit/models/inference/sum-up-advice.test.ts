import { describe, expect, it } from 'vitest';
import { sumUpAdvice } from '../../../../models/inference/sum-up-advice.ts';

const answers = (kinds: number[][], noise: number[], quality: number[]) => ({
  kind: Float32Array.from(kinds.flat()),
  noise: Float32Array.from(noise),
  quality: Float32Array.from(quality),
});

describe('what the adviser says of a picture', () => {
  it('is the kind that its crops speak for together, with the mean of their certainty', () => {
    const kinds = [
      [0.9, 0.1, 0],
      [0.4, 0.6, 0],
      [0.4, 0.6, 0],
    ];
    expect(sumUpAdvice(answers(kinds, [0, 0, 0], [50, 50, 50]))).toMatchObject({ kind: 'photo', certainty: 0.57 });
    const screens = [
      [0.1, 0.1, 0.8],
      [0.2, 0.2, 0.6],
    ];
    expect(sumUpAdvice(answers(screens, [0, 0], [50, 50]))).toMatchObject({ kind: 'screenshot', certainty: 0.7 });
  });

  it('is the median of noise and quality, which one odd crop does not move', () => {
    const one = [1, 0, 0];
    const odd = sumUpAdvice(answers([one, one, one], [3, 4.26, 90], [70.4, 1, 71]));
    expect(odd).toMatchObject({ noise: 4.3, quality: 70 });
    const even = sumUpAdvice(answers([one, one], [3, 5], [60, 71]));
    expect(even).toMatchObject({ noise: 4, quality: 66 });
  });

  it('takes a picture for never compressed from a quality of 97 on, and keeps numbers in their range', () => {
    const one = [[1, 0, 0]];
    expect(sumUpAdvice(answers(one, [-1], [96.4]))).toMatchObject({ noise: 0, quality: 96 });
    expect(sumUpAdvice(answers(one, [0], [96.6])).quality).toBeNull();
    expect(sumUpAdvice(answers(one, [0], [120])).quality).toBeNull();
    expect(sumUpAdvice(answers(one, [0], [-3])).quality).toBe(1);
  });

  it('refuses answers that are none', () => {
    expect(() => sumUpAdvice(answers([[1, 0, 0]], [Number.NaN], [90]))).toThrow(RangeError);
    expect(() => sumUpAdvice(answers([[1, 0]], [1], [90]))).toThrow(RangeError);
    expect(() => sumUpAdvice(answers([], [], []))).toThrow(RangeError);
  });
});
