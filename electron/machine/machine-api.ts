import { Hono } from 'hono';
import { problemOf } from '../contract/problem.ts';
import { problemAnswer, statusAnswer } from './answers.ts';
import { engineRoutes } from './engine-routes.ts';
import { type PixelRoutesParts, pixelRoutes } from './pixel-routes.ts';
import type { ScreenOffers } from './screen-offers.ts';
import { withSecureHeaders } from './secure-headers.ts';
import { serveFile } from './static-files.ts';

export interface MachineApiParts extends PixelRoutesParts {
  readonly offers: ScreenOffers;
  /** Absolute path of the built screen. */
  readonly renderer: string;
}

/** Every address that both hosts serve: pixels, networks, the screens' engines, and the screen itself. */
export function createMachineApi(parts: MachineApiParts): Hono {
  const app = new Hono();
  app.route('/', pixelRoutes(parts));
  app.route('/', engineRoutes(parts.offers));
  app.all('/api/*', () => statusAnswer(404));
  app.get('/*', async (c) => {
    const { pathname } = new URL(c.req.url);
    return (await serveFile(parts.renderer, pathname)) ?? statusAnswer(404);
  });
  app.notFound(() => statusAnswer(404));
  app.onError((error, c) => {
    // The screen no longer wants it; nobody reads this answer.
    if (c.req.raw.signal.aborted) return statusAnswer(499);
    return problemAnswer(problemOf(error, 'Residual'));
  });
  const answering = new Hono();
  answering.use(async (c, next) => {
    await next();
    c.res = withSecureHeaders(c.res);
  });
  answering.route('/', app);
  return answering;
}
