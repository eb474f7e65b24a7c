/** Keeps what was used last, up to a number of bytes. */
export interface TileCache<Value> {
  get(key: string): Value | undefined;
  /** Adds a value and lets the longest unused go, never one that `pinned` holds. */
  put(key: string, value: Value, bytes: number, pinned: ReadonlySet<string>): void;
}

export function createTileCache<Value>(limitBytes: number): TileCache<Value> {
  // A Map remembers the order of insertion: taking out and putting back makes an entry the newest.
  const entries = new Map<string, { value: Value; bytes: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    put(key, value, bytes, pinned) {
      total += bytes - (entries.get(key)?.bytes ?? 0);
      entries.delete(key);
      entries.set(key, { value, bytes });
      for (const [old, entry] of entries) {
        if (total <= limitBytes) break;
        if (old === key || pinned.has(old)) continue;
        entries.delete(old);
        total -= entry.bytes;
      }
    },
  };
}
