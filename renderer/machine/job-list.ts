import type { Job } from '../../electron/contract/job.ts';

/** Neighbouring photos. Never changed: a photo that changes has its chunk replaced. */
export type JobChunk = readonly Job[];

/**
 * The photos in their order. A change copies the chunks that it touches: of a hundred thousand photos, a few hundred.
 * What is counted over all of them is counted by chunks, and kept for as long as these stay (once-per-chunk.ts).
 */
export interface JobList {
  readonly length: number;
  /** In order; some may be empty. */
  readonly chunks: readonly JobChunk[];
  /** The photo at a place, from 0. */
  at(place: number): Job | undefined;
  find(id: string): Job | undefined;
  /** -1 for one that is not listed. */
  placeOf(id: string): number;
  /** New photos stand at the end, changed ones where they are. Asked of the newest list only. */
  with(jobs: readonly Job[]): JobList;
  /** The photo that follows one in the list and is none of some others. */
  next(id: string, others: ReadonlySet<string>): Job | undefined;
  /** Ids that are not listed are passed over. Asked of the newest list only. */
  without(ids: ReadonlySet<string>): JobList;
}

const chunkSize = 512;

/**
 * Every photo has a number, counted up as it is added, and stays in the chunk of its number whatever is removed: so a
 * removal changes nobody else's entry. Shared by a list and those made of it.
 */
interface Numbers {
  readonly byId: Map<string, number>;
  next: number;
}

export function createJobList(jobs: readonly Job[] = []): JobList {
  return listOf([], { byId: new Map(), next: 0 }).with(jobs);
}

function listOf(chunks: readonly JobChunk[], numbers: Numbers): JobList {
  const lengthOf = (some: readonly JobChunk[]) => some.reduce((sum, { length }) => sum + length, 0);
  const length = lengthOf(chunks);
  return {
    length,
    chunks,
    at: (place) => {
      let left = place;
      for (const chunk of chunks) {
        if (left < chunk.length) return chunk[left];
        left -= chunk.length;
      }
      return undefined;
    },
    find: (id) => {
      const found = locate(chunks, numbers, id);
      return found && chunks[found.chunk]![found.place];
    },
    placeOf: (id) => {
      const found = locate(chunks, numbers, id);
      return found ? lengthOf(chunks.slice(0, found.chunk)) + found.place : -1;
    },
    with: (jobs) => {
      const made: JobChunk[] = [...chunks];
      const copies = new Map<number, Job[]>();
      const copyOf = (chunk: number) => {
        const copy = copies.get(chunk) ?? [...(made[chunk] ?? [])];
        copies.set(chunk, copy);
        made[chunk] = copy;
        return copy;
      };
      for (const job of jobs) {
        const found = locate(made, numbers, job.id);
        if (found) {
          copyOf(found.chunk)[found.place] = job;
        } else {
          copyOf(Math.floor(numbers.next / chunkSize)).push(job);
          numbers.byId.set(job.id, numbers.next++);
        }
      }
      return listOf(made, numbers);
    },
    next: (id, others) => {
      const found = locate(chunks, numbers, id);
      if (!found) return undefined;
      for (let { chunk, place } = found; chunk < chunks.length; chunk++, place = -1) {
        const next = chunks[chunk]!.find((job, at) => at > place && !others.has(job.id));
        if (next) return next;
      }
      return undefined;
    },
    without: (ids) => {
      const made = [...chunks];
      const touched = new Set<number>();
      for (const id of ids) {
        const number = numbers.byId.get(id);
        if (number !== undefined) touched.add(Math.floor(number / chunkSize));
        numbers.byId.delete(id);
      }
      for (const chunk of touched) made[chunk] = made[chunk]!.filter(({ id }) => !ids.has(id));
      return lengthOf(made) === 0 ? createJobList() : listOf(made, numbers);
    },
  };
}

function locate(chunks: readonly JobChunk[], { byId }: Numbers, id: string) {
  const number = byId.get(id);
  if (number === undefined) return undefined;
  const chunk = Math.floor(number / chunkSize);
  // Those that were removed from before it have moved it down from where it was added.
  const jobs = chunks[chunk] ?? [];
  let place = Math.min(number % chunkSize, jobs.length - 1);
  while (place >= 0 && jobs[place]!.id !== id) place--;
  return place < 0 ? undefined : { chunk, place };
}
