import { describe, expect, it } from 'vitest';
import { progressLine, timeWords } from '../../../../electron/cli/progress-line.ts';

describe('the progress line', () => {
  const progress = { photo: 2, photos: 9, name: 'a.jpg', done: 3e6, total: 12e6, seconds: 6 };

  it('says pixels done, rate and time left', () => {
    expect(progressLine(progress, 100)).toBe('2/9 a.jpg 25 % · 3.00 of 12.0 Mpx · 0.50 Mpx/s · 18 s left');
  });

  it('fits the terminal by shortening the name in its middle', () => {
    const line = progressLine({ ...progress, name: `${'long'.repeat(40)}.jpg` }, 80);
    expect(line.length).toBeLessThan(80);
    expect(line).toMatch(/^2\/9 longlo.*….*\.jpg 25 %/);
  });

  it.each([
    [0.24, '0.2 s'],
    [59.4, '59 s'],
    [125, '2 min 5 s'],
    [3780, '1 h 3 min'],
  ])('%d seconds are %s', (seconds, words) => expect(timeWords(seconds)).toBe(words));
});
