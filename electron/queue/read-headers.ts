/** Reads the headers of listed photos, a few at a time, in the order in which they were listed. */
export interface HeaderReader<Item> {
  add(items: readonly Item[]): void;
  /** Reads no more; resolves when nothing is being read. */
  close(): Promise<void>;
}

/** Opening and reading waits for the disk; more at once gain nothing and take its turn from the photo that runs. */
const atOnce = 4;

/**
 * @param read looks at one; never rejects.
 */
export function createHeaderReader<Item>(read: (item: Item) => Promise<void>): HeaderReader<Item> {
  let unread: Item[] = [];
  let next = 0;
  let reading = 0;
  let closed = false;
  let lastEnded = Promise.resolve();

  const work = async () => {
    reading++;
    while (next < unread.length && !closed) await read(unread[next++]!);
    // Here and not when its promise is settled: what is added in between would find nobody to read it.
    reading--;
  };
  return {
    add: (items) => {
      if (next === unread.length) {
        unread = [];
        next = 0;
      }
      for (const item of items) unread.push(item);
      while (reading < atOnce && next < unread.length && !closed) {
        lastEnded = Promise.all([lastEnded, work()]).then(() => {});
      }
    },
    close: () => {
      closed = true;
      return lastEnded;
    },
  };
}
