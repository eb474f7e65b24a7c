import { Hono } from 'hono';
import { largestAnswer, offerSchema } from '../contract/engine-work.ts';
import { bytesAnswer, statusAnswer } from './answers.ts';
import { parseJson, readBody } from './read-body.ts';
import type { ScreenOffers } from './screen-offers.ts';

/** A question without work is answered after this long; the screen asks again at once. */
const pollMilliseconds = 25_000;

/** An offer is a kind and a name. */
const offerBytes = 10_000;

/** What stands before an answer's pixels is a few words. */
const headerBytes = 100_000;

/** The paths of electron/contract/pixels.ts by which a screen lends its engine. */
export function engineRoutes(offers: ScreenOffers): Hono {
  const app = new Hono();

  app.post('/api/engine', async (c) => {
    const body = await readBody(c.req.raw, offerBytes);
    if (!body) return statusAnswer(413);
    const offer = offerSchema.safeParse(parseJson(body));
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

  app.post('/api/engine/:offer/work/:work', async (c) => {
    const engine = offers.find(c.req.param('offer'));
    if (!engine) return statusAnswer(404);
    const body = await readBody(c.req.raw, largestAnswer + headerBytes);
    if (!body) return statusAnswer(413);
    engine.answer(c.req.param('work'), body);
    return statusAnswer(204);
  });

  return app;
}
