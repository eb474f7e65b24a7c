import type { Raster } from '../image/picture.ts';

/** Keeps the pictures that were looked at last decoded, a few at a time. */
export interface OpenRasters {
  /**
   * Lends the decoded picture for the time of `use`; `open` decodes it when it is not there.
   * It is never closed while lent.
   */
  with<T>(key: string, open: () => Promise<Raster>, use: (raster: Raster) => Promise<T>): Promise<T>;
  /** Closes one picture as soon as nobody has it. */
  drop(key: string): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  readonly raster: Promise<Raster>;
  lent: number;
  dropped: boolean;
}

/** @param kept pictures that stay decoded while nobody looks at them. */
export function createOpenRasters(kept = 3): OpenRasters {
  // In the order of their last use, oldest first.
  const entries = new Map<string, Entry>();

  const closeEntry = async (entry: Entry) => {
    const raster = await entry.raster.catch(() => null);
    await raster?.close();
  };
  const drop = async (key: string) => {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    entry.dropped = true;
    if (entry.lent === 0) await closeEntry(entry);
  };
  const trim = async () => {
    const idle = [...entries].filter(([, entry]) => entry.lent === 0);
    const over = Math.max(0, entries.size - kept);
    await Promise.all(idle.slice(0, over).map(([key]) => drop(key)));
  };

  return {
    with: async (key, open, use) => {
      const entry = entries.get(key) ?? { raster: open(), lent: 0, dropped: false };
      entries.delete(key);
      entries.set(key, entry);
      entry.lent++;
      try {
        const raster = await entry.raster.catch((error: unknown) => {
          // The next look tries anew: the file may have come back.
          if (entries.get(key) === entry) entries.delete(key);
          entry.dropped = true;
          throw error;
        });
        return await use(raster);
      } finally {
        entry.lent--;
        if (entry.dropped && entry.lent === 0) await closeEntry(entry);
        await trim();
      }
    },
    drop,
    close: async () => {
      await Promise.all([...entries.keys()].map(drop));
    },
  };
}
