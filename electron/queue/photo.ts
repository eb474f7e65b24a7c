import type { AdviceState } from '../contract/advice.ts';
import type { Job, JobState } from '../contract/job.ts';
import type { Settings } from '../contract/settings.ts';
import type { PictureFacts } from '../image/picture.ts';
import type { SavedPicture } from '../upscale/outcome.ts';

/** A photo on the list, with what only the machine may know of it. */
export interface Photo {
  readonly id: string;
  /** Counted up from 1 as photos are listed; 0 before. */
  number: number;
  /** As the user knows it. */
  readonly name: string;
  /** Absolute path; null for what was named but is no file to work on. */
  readonly path: string | null;
  /** Where its results go, absolute; null: beside the original. */
  readonly folder: string | null;
  /** Null until the header could be read. */
  facts: PictureFacts | null;
  advice: AdviceState;
  state: JobState;
  /** Settings of the run it waits for, is in, or had last. */
  settings: Settings | null;
  /** The newest result. */
  output: SavedPicture | null;
}

/** What the screen may know of a photo: no path. */
export function toJob(photo: Photo): Job {
  const { id, name, advice, state, facts } = photo;
  if (!facts) return { id, name, source: null, advice, state };
  const { width, height, bytes, format, depth, grey, alpha, space } = facts;
  return { id, name, source: { width, height, bytes, format, depth, grey, alpha, space }, advice, state };
}

/** An output as the screen may know it: no path. */
export function toOutput({ name, width, height, bytes }: SavedPicture) {
  return { name, width, height, bytes };
}
