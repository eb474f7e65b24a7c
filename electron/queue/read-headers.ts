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
  let closed = false;
  const readers = new Set<Promise<void>>();

  const work = async () => {
    while (next < unread.length && !closed) await read(unread[next++]!);
  };
  return {
    add: (items) => {
      if (next === unread.length) {
        unread = [];
        next = 0;
      }
      for (const item of items) unread.push(item);
      while (readers.size < Math.min(atOnce, unread.length - next)) {
        const reader = work().finally(() => readers.delete(reader));
        readers.add(reader);
      }
    },
    close: async () => {
      closed = true;
      await Promise.all(readers);
    },
  };
}
