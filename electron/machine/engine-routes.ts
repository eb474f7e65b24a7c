import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { offerSchema } from '../contract/engine-work.ts';
import { bytesAnswer, statusAnswer } from './answers.ts';
import type { ScreenOffers } from './screen-offers.ts';

/** A question without work is answered after this long; the screen asks again at once. */
const pollMilliseconds = 25_000;

/** The largest answer: two planes of a 256-pixel tile at ×4 are 12.6 MB. */
const answerBytes = 64e6;

/** The paths of electron/contract/pixels.ts by which a screen lends its engine. */
export function engineRoutes(offers: ScreenOffers): Hono {
  const app = new Hono();

  app.post('/api/engine', bodyLimit({ maxSize: 10_000 }), async (c) => {
    const offer = offerSchema.safeParse(await c.req.json().catch(() => null));
    if (!offer.success) return statusAnswer(400);
    const id = offers.offer(offer.data);
    return id ? c.json({ offer: id }) : statusAnswer(429);
  });

  app.get('/api/engine/:offer/work', async (c) => {
    const engine = offers.find(c.req.param('offer'));
    if (!engine) return statusAnswer(404);
    const work = await engine.nextWork(pollMilliseconds, c.req.raw.signal);
    if (work) return bytesAnswer(work, 'application/octet-stream');
    return statusAnswer(engine.lost ? 404 : 204);
  });

  app.post('/api/engine/:offer/work/:work', bodyLimit({ maxSize: answerBytes }), async (c) => {
    const engine = offers.find(c.req.param('offer'));
    if (!engine) return statusAnswer(404);
    engine.answer(c.req.param('work'), new Uint8Array(await c.req.arrayBuffer()));
    return statusAnswer(204);
  });

  return app;
}
