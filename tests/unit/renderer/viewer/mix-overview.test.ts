import { describe, expect, it } from 'vitest';
import { mixOverview } from '../../../../renderer/viewer/mix-overview.ts';

const before = Uint8ClampedArray.from([100, 100, 250, 80]);
const after = Uint8ClampedArray.from([120, 90, 254, 255]);

describe('the overview at another strength', () => {
  it('is the result itself at the strength that made it', () => {
    expect([...mixOverview(before, after, 0.5, 0.5)]).toEqual([120, 90, 254, 80]);
  });

  it('is the original at 0', () => {
    expect([...mixOverview(before, after, 0, 1)]).toEqual([...before]);
  });

  it('goes beyond the result, and clips', () => {
    expect([...mixOverview(before, after, 2, 1)]).toEqual([140, 80, 255, 80]);
    expect([...mixOverview(before, after, 2, 0.5)]).toEqual([180, 60, 255, 80]);
  });

  it('shows a result made at strength 0 as it is: there is nothing to prolong', () => {
    expect([...mixOverview(before, after, 1, 0)]).toEqual([120, 90, 254, 80]);
  });

  it('refuses pictures of different sizes', () => {
    expect(() => mixOverview(before, new Uint8ClampedArray(8), 1, 1)).toThrow(RangeError);
  });
});
