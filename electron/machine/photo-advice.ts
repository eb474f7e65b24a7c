import type { AdviceState } from '../contract/advice.ts';
import { ProblemError } from '../contract/problem.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import type { Models } from '../engine/models.ts';
import type { Queue } from '../queue/queue.ts';
import { advisePhoto, wordsOfFailure } from '../upscale/advise-photo.ts';
import type { ViewTiles } from './view-tiles.ts';

export interface PhotoAdviceParts {
  readonly models: Models;
  readonly engines: EnginePool;
  readonly queue: Queue;
  readonly tiles: ViewTiles;
}

/** What the adviser says of the photos on the list; each is looked at once, and what it said goes with the photo. */
export interface PhotoAdvice {
  /** Rejects with ProblemError `not-found` for a photo that is not listed or was never readable. */
  of(job: string): Promise<AdviceState>;
}

export function createPhotoAdvice({ models, engines, queue, tiles }: PhotoAdviceParts): PhotoAdvice {
  const asked = new Map<string, Promise<AdviceState>>();

  const ask = async (job: string): Promise<AdviceState> => {
    const photo = queue.find(job);
    if (!photo?.facts) throw new ProblemError('not-found', photo?.name ?? '?');
    if (photo.advice.kind === 'given') return photo.advice;
    const { adviser } = models;
    if (!adviser) return { kind: 'failed', detail: 'there is no network that tells' };
    try {
      const advice = await tiles.look(job, photo.facts, (raster, signal) =>
        advisePhoto(raster, adviser, engines, { signal, priority: 'view' }),
      );
      return { kind: 'given', advice };
    } catch (error) {
      return { kind: 'failed', detail: wordsOfFailure(error) };
    }
  };

  return {
    of: (job) => {
      const under = asked.get(job);
      if (under) return under;
      const answer = ask(job)
        .then((state) => {
          queue.noteAdvice(job, state);
          return state;
        })
        .finally(() => asked.delete(job));
      asked.set(job, answer);
      return answer;
    },
  };
}
