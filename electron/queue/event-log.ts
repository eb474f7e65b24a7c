import type { MachineEvent } from '../contract/events.ts';

/** An event that has no number yet. */
export type Happening = MachineEvent extends infer E ? (E extends MachineEvent ? Omit<E, 'number'> : never) : never;

/** Numbers events from 1 and keeps the newest ones for screens that were away. */
export interface EventLog {
  add(happening: Happening): void;
  /** Number of the newest event; 0 before the first. */
  last(): number;
  /**
   * The events after a number, oldest first; null when some of them are no longer kept, or when the
   * number is of another log: then only a fresh `hello` helps.
   */
  since(number: number): readonly MachineEvent[] | null;
  /** Hears every event from now on; the returned function stops it. */
  listen(listener: (event: MachineEvent) => void): () => void;
}

/** @param kept how many events are kept: a job's running costs ten a second. */
export function createEventLog(kept = 2000): EventLog {
  const events: MachineEvent[] = [];
  const listeners = new Set<(event: MachineEvent) => void>();
  const untold: MachineEvent[] = [];
  let telling = false;
  let last = 0;
  return {
    add: (happening) => {
      const event = { ...happening, number: ++last } as MachineEvent;
      events.push(event);
      if (events.length > kept) events.shift();
      // A listener may add an event of its own: it must not overtake the one that is being told.
      untold.push(event);
      if (telling) return;
      telling = true;
      try {
        for (let next = untold.shift(); next; next = untold.shift()) {
          for (const listener of [...listeners]) listener(next);
        }
      } finally {
        telling = false;
      }
    },
    last: () => last,
    since: (number) => {
      if (number > last || number < last - events.length) return null;
      return events.slice(events.length - (last - number));
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
