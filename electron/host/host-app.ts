import { Hono } from 'hono';
import { z } from 'zod';
import { ProblemError, problemOf } from '../contract/problem.ts';
import { problemAnswer, statusAnswer } from '../machine/answers.ts';
import type { OpenedMachine } from '../machine/open-machine.ts';
import { parseJson, readBody } from '../machine/read-body.ts';
import { receivePhoto } from '../machine/receive-photo.ts';
import { withSecureHeaders } from '../machine/secure-headers.ts';
import { refuseSender } from './check-request.ts';
import { eventStream } from './event-stream.ts';
import { refusalPage } from './refusal-page.ts';
import type { Session } from './session.ts';

export interface HostAppOptions {
  readonly machine: Pick<OpenedMachine, 'addFile' | 'call' | 'fetch' | 'log' | 'uploads'>;
  readonly session: Session;
  readonly port: number;
}

const numberSchema = z.coerce.number().pipe(z.int().nonnegative());

/** Ids and settings of a hundred thousand photos. */
const callBytes = 5e6;

/** What the browser host answers: who may come in, then its own paths, then the machine's. */
export function createHostApp({ machine, session, port }: HostAppOptions): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    c.res = withSecureHeaders(c.res);
  });

  app.use(async (c, next) => {
    const { pathname } = new URL(c.req.url);
    const sender = {
      method: c.req.method,
      pathname,
      host: c.req.header('host') ?? null,
      origin: c.req.header('origin') ?? null,
      site: c.req.header('sec-fetch-site') ?? null,
    };
    const refusal = refuseSender(sender, port);
    if (refusal) return refusalPage(403, refusal);
    if (session.admits(c.req.header('cookie'))) return next();
    const token = c.req.query('token');
    if (pathname !== '/' || token === undefined || c.req.method !== 'GET') {
      return refusalPage(401, 'This page is for the browser that opened the printed address. Start Residual again.');
    }
    const cookie = session.redeem(token);
    if (!cookie) {
      return refusalPage(
        403,
        'This address has been used already. Use the tab that is open, or start Residual again for a new address.',
      );
    }
    return withoutToken(new URL(c.req.url), { 'set-cookie': cookie });
  });

  app.get('/', async (c, next) => {
    if (c.req.query('token') === undefined) return next();
    return withoutToken(new URL(c.req.url), {});
  });

  app.get('/api/events', (c) => {
    // What the browser says when it reconnects is newer than the address it first asked.
    const after = numberSchema.safeParse(c.req.header('last-event-id') ?? c.req.query('after') ?? 0);
    if (!after.success) return statusAnswer(400);
    return eventStream(machine.log, after.data, c.req.raw.signal);
  });

  app.post('/api/call/:name', async (c) => {
    const body = await readBody(c.req.raw, callBytes);
    if (!body) return statusAnswer(413);
    const answer = await machine.call(c.req.param('name'), parseJson(body));
    switch (answer.kind) {
      case 'answer':
        return Response.json(answer.value, { headers: { 'cache-control': 'no-store' } });
      case 'problem':
        return problemAnswer(answer.problem);
      case 'misuse':
        return Response.json({ misuse: answer.detail }, { status: 400 });
    }
  });

  app.post('/api/photos', async (c) => {
    const given = c.req.query('name') ?? '';
    const length = numberSchema.safeParse(c.req.header('content-length'));
    const request = c.req.raw;
    const photo = await receivePhoto(machine.uploads, given, request.body, length.data ?? null, request.signal);
    return c.json(await machine.addFile({ path: photo.path, name: photo.name, folder: null }));
  });

  app.all('*', (c) => machine.fetch(c.req.raw));

  app.onError((error) => {
    if (error instanceof ProblemError) return problemAnswer(error.problem);
    return problemAnswer(problemOf(error, 'Residual'));
  });
  return app;
}

/** Sends the browser to the same address less the token: it must not stay in the history. */
function withoutToken(url: URL, headers: Record<string, string>): Response {
  url.searchParams.delete('token');
  return new Response(null, {
    status: 303,
    headers: { ...headers, location: `/${url.search}`, 'cache-control': 'no-store' },
  });
}
