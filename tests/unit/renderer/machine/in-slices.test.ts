import { afterEach, describe, expect, it, vi } from 'vitest';
import { inSlices } from '../../../../renderer/machine/in-slices.ts';

afterEach(() => vi.restoreAllMocks());

/** Every item takes its own number of milliseconds to read. */
function slow() {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const slices: (readonly number[])[] = [];
  const reading = inSlices(
    (milliseconds: number) => {
      now += milliseconds;
      return milliseconds;
    },
    (ready) => slices.push(ready),
  );
  return { reading, slices };
}

const turns = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('items read in slices', () => {
  it('come in order, never in the task that brought them, together when no more wait', async () => {
    const { reading, slices } = slow();
    for (const item of [1, 3, 5, 2, 9, 20, 1]) reading.push(item);
    expect(slices).toEqual([]);
    await vi.waitFor(() => expect(slices).toEqual([[1, 3, 5, 2, 9, 20, 1]]));
    reading.push(4);
    await vi.waitFor(() => expect(slices.at(-1)).toEqual([4]));
    reading.stop();
  });

  it('are handed on now and then while more wait', async () => {
    const { reading, slices } = slow();
    for (const item of [40, 40, 3, 4, 5, 50, 10]) reading.push(item);
    await vi.waitFor(() => expect(slices.flat()).toHaveLength(7));
    expect(slices).toEqual([[40, 40], [3, 4, 5, 50], [10]]);
    reading.stop();
  });

  it('are let go when it is stopped', async () => {
    const { reading, slices } = slow();
    reading.push(1);
    reading.stop();
    reading.push(2);
    await turns();
    expect(slices).toEqual([]);
  });
});
