import { describe, expect, it } from 'vitest';
import { createEstimate } from '../../../../electron/queue/estimate-left.ts';

function estimate() {
  const clock = { now: 0 };
  return { clock, made: createEstimate(() => clock.now) };
}

describe('the time left', () => {
  it('is not known before a rate was measured', () => {
    const { clock, made } = estimate();
    expect(made.note(0, 1000)).toBeNull();
    clock.now = 5;
    expect(made.note(100, 1000)).toBeNull();
    clock.now = 5.5;
    expect(made.note(200, 1000)).toBeNull();
  });

  it('leaves out the start, which loads the network', () => {
    const { clock, made } = estimate();
    clock.now = 30;
    made.note(100, 1000);
    clock.now = 32;
    expect(made.note(300, 1000)).toBeCloseTo(7);
  });

  it('follows when the machine becomes slower', () => {
    const { clock, made } = estimate();
    for (let i = 1; i <= 100; i++) {
      clock.now = i;
      made.note(100 * i, 100_000);
    }
    let left: number | null = null;
    for (let i = 1; i <= 30; i++) {
      clock.now = 100 + 4 * i;
      left = made.note(10_000 + 100 * i, 100_000);
    }
    expect(left).toBeCloseTo((4 * 87_000) / 100);
  });
});
