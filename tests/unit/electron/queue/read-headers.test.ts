import { describe, expect, it } from 'vitest';
import { createHeaderReader } from '../../../../electron/queue/read-headers.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('reading headers', () => {
  it('reads four at a time, in the order in which they were added', async () => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const reader = createHeaderReader<number>((item) => {
      begun.push(item);
      return new Promise((resolve) => ends.push(resolve));
    });
    reader.add([1, 2, 3, 4, 5, 6]);
    expect(begun).toEqual([1, 2, 3, 4]);
    ends[2]!();
    await turn();
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    for (let i = 0; i < 6; i++) {
      ends[i]?.();
      await turn();
    }
    expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reads what is added at the very moment when the last one is done', async () => {
    const read: number[] = [];
    const reader = createHeaderReader<number>(async (item) => {
      await turn();
      read.push(item);
      if (item === 20) return;
      // A few microtasks later: some of them fall between the reading's end and its being known.
      let later = Promise.resolve();
      for (let i = 0; i < item % 7; i++) later = later.then(() => {});
      void later.then(() => reader.add([item + 1]));
    });
    reader.add([1]);
    for (let i = 0; i < 60; i++) await turn();
    expect(read).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('begins no more once it is closed, and waits for what it reads', async () => {
    const read: number[] = [];
    let end = () => {};
    const reader = createHeaderReader<number>(async (item) => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      read.push(item);
    });
    reader.add([1]);
    const closed = reader.close();
    reader.add([2]);
    end();
    await closed;
    expect(read).toEqual([1]);
  });
});
