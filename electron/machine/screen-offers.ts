import { randomUUID } from 'node:crypto';
import type { Offer } from '../contract/engine-work.ts';
import type { EnginePool } from '../engine/engine-pool.ts';
import { createScreenEngine, type ScreenEngine } from '../engine/screen-engine.ts';

/** The engines that screens have offered, each by an id that only its screen knows. */
export interface ScreenOffers {
  /** The engine joins the pool until its screen is gone. Null when there are too many already. */
  offer(offer: Offer): string | null;
  find(id: string): ScreenEngine | undefined;
}

/** One per open tab; those of closed ones are gone within seconds. */
const offersAllowed = 16;

export function createScreenOffers(engines: Pick<EnginePool, 'join' | 'leave'>): ScreenOffers {
  const offers = new Map<string, ScreenEngine>();
  return {
    offer: (offer) => {
      if (offers.size >= offersAllowed) return null;
      const id = randomUUID();
      const engine = createScreenEngine(offer, {
        onLost: () => {
          offers.delete(id);
          engines.leave(engine);
        },
      });
      offers.set(id, engine);
      engines.join(engine);
      return id;
    },
    find: (id) => offers.get(id),
  };
}
