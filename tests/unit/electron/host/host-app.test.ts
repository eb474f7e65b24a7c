import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHostApp } from '../../../../electron/host/host-app.ts';
import { createSession } from '../../../../electron/host/session.ts';
import { createEventLog } from '../../../../electron/queue/event-log.ts';

const port = 7316;
const base = `http://127.0.0.1:${port}`;
let uploads = '';
beforeEach(async () => {
  uploads = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
});
afterEach(() => rm(uploads, { recursive: true, force: true }));

function host() {
  const session = createSession(port);
  const log = createEventLog();
  const addFile = vi.fn(async ({ name }: { name: string }) => ({
    id: 'new',
    name,
    source: null,
    advice: { kind: 'none' as const },
    state: { kind: 'waiting' as const },
  }));
  const call = vi.fn(async (name: unknown) =>
    name === 'start'
      ? { kind: 'problem' as const, problem: { code: 'model-unknown' as const, subject: 'm', values: {} } }
      : name === 'hello'
        ? { kind: 'answer' as const, value: { yes: true } }
        : { kind: 'misuse' as const, detail: 'there is no such call' },
  );
  const fetch = vi.fn(async (request: Request) => new Response(`machine: ${new URL(request.url).pathname}`));
  const app = createHostApp({ machine: { log, addFile, call, fetch, uploads }, session, port });
  const ask = (url: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    app.request(base + url, { ...init, headers: { host: `127.0.0.1:${port}`, ...init.headers } });
  const enter = async () => (await ask(`/?token=${session.token}`)).headers.get('set-cookie')!.split(';')[0]!;
  return { session, app, ask, enter, addFile, call, fetch, log };
}

const fromPage = (cookie: string) => ({ cookie, origin: base });

describe('the browser host', () => {
  it('swaps the token for a cookie and takes it out of the address', async () => {
    const { ask, session } = host();
    const answer = await ask(`/?token=${session.token}&engine=wasm`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/?engine=wasm');
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const page = await ask('/', { headers: { cookie } });
    expect(await page.text()).toBe('machine: /');
  });

  it('refuses the token a second time, in words for the person who tries', async () => {
    const { ask, session, enter } = host();
    const cookie = await enter();
    const again = await ask(`/?token=${session.token}`);
    expect(again.status).toBe(403);
    expect(await again.text()).toContain('start Residual again');
    const same = await ask(`/?token=${session.token}`, { headers: { cookie } });
    expect(same.headers.get('location')).toBe('/');
  });

  it.each(['/', '/index.html', '/api/events', '/api/jobs/1/thumbnail', '/api/models/photo-fast-x4.onnx'])(
    'shows nothing at %s without the cookie',
    async (address) => {
      const { ask, fetch } = host();
      expect((await ask(address)).status).toBe(401);
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  it('takes no call and no photo without the cookie, nor from another page with it', async () => {
    const { ask, enter, call, addFile } = host();
    const cookie = await enter();
    const post = { method: 'POST', body: '{}' };
    expect((await ask('/api/call/hello', { ...post, headers: { origin: base } })).status).toBe(401);
    expect((await ask('/api/call/hello', { ...post, headers: { cookie } })).status).toBe(403);
    const foreign = { cookie, origin: 'http://evil.example' };
    expect((await ask('/api/call/hello', { ...post, headers: foreign })).status).toBe(403);
    expect((await ask('/api/photos?name=a.jpg', { ...post, headers: foreign })).status).toBe(403);
    expect(call).not.toHaveBeenCalled();
    expect(addFile).not.toHaveBeenCalled();
  });

  it('answers to no other name, whoever asks', async () => {
    const { ask, enter } = host();
    const cookie = await enter();
    expect((await ask('/', { headers: { cookie, host: 'evil.example' } })).status).toBe(403);
  });

  it('puts the strict policy on everything it says, refusals too', async () => {
    const { ask, enter } = host();
    const cookie = await enter();
    for (const answer of [await ask('/'), await ask('/', { headers: { cookie } })]) {
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('carries calls to the machine and its problems back as data', async () => {
    const { ask, enter } = host();
    const headers = fromPage(await enter());
    const post = (name: string) => ask(`/api/call/${name}`, { method: 'POST', body: '{}', headers });
    const hello = await post('hello');
    expect([hello.status, await hello.json()]).toEqual([200, { yes: true }]);
    const start = await post('start');
    expect(start.status).toBe(404);
    expect(await start.json()).toMatchObject({ problem: { code: 'model-unknown' } });
    expect((await post('other')).status).toBe(400);
  });

  it('lists an uploaded photo under its own name', async () => {
    const { ask, enter, addFile } = host();
    const headers = fromPage(await enter());
    const answer = await ask('/api/photos?name=..%2FM%C3%A4rz.jpg', { method: 'POST', body: 'bytes', headers });
    expect(await answer.json()).toMatchObject({ id: 'new', name: 'März.jpg' });
    expect(addFile.mock.calls[0]![0]).toMatchObject({ path: expect.stringContaining(uploads) });
  });

  it('goes on with the events after the last one that the browser has', async () => {
    const { ask, enter, log } = host();
    const cookie = await enter();
    for (const id of ['a', 'b', 'c']) log.add({ kind: 'jobs-removed', ids: [id] });
    const answer = await ask('/api/events?after=0', { headers: { cookie, 'last-event-id': '2' } });
    const reader = answer.body!.getReader();
    let text = '';
    while (!text.includes('data:')) text += new TextDecoder().decode((await reader.read()).value);
    expect(text).toContain('id: 3');
    expect(text).not.toContain('id: 1');
    await reader.cancel();
    expect((await ask('/api/events?after=9', { headers: { cookie } })).status).toBe(410);
    expect((await ask('/api/events?after=-1', { headers: { cookie } })).status).toBe(400);
  });
});
