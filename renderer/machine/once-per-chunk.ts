import type { JobChunk, JobList } from './job-list.ts';

/** Works something out for every chunk of a list, and once for each chunk, as long as it is part of any. */
export function oncePerChunk<T>(work: (jobs: JobChunk) => T): (list: JobList) => readonly T[] {
  const known = new WeakMap<JobChunk, { readonly answer: T }>();
  const ask = (chunk: JobChunk) => {
    const { answer } = known.get(chunk) ?? { answer: work(chunk) };
    known.set(chunk, { answer });
    return answer;
  };
  return ({ chunks }) => chunks.map(ask);
}
