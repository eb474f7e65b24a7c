import { readdir } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type Served, serve } from './hosts/browser-host.ts';
import { photographs } from './pictures.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as any program could make it: `fetch` would not let the Host be chosen, nor a path climb. */
function ask(host: Served, address: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(host.origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: address, method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }));
    });
    asked.on('error', reject);
    asked.end(method === 'GET' ? undefined : '{}');
  });
}

test.describe('the browser host', () => {
  let host: Served;
  let cookie: string;
  test.beforeAll(async () => {
    host = await serve([photographs.chelsea]);
    const entered = await ask(host, new URL(host.url).pathname + new URL(host.url).search);
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/');
    cookie = entered.headers['set-cookie']![0]!.split(';')[0]!;
  });
  test.afterAll(() => host.close());

  test('prints one address, on this machine alone', () => {
    expect(host.printed().match(/https?:\/\//g)).toHaveLength(1);
    expect(new URL(host.url).hostname).toBe('127.0.0.1');
  });

  test('lets nobody in with a token that was used, or with none', async () => {
    const again = await ask(host, `/?${new URL(host.url).searchParams}`);
    expect(again.status).toBe(403);
    expect(again.body).toContain('start Residual again');
    for (const address of ['/', '/api/events', '/api/engine/x/work'])
      expect((await ask(host, address)).status).toBe(401);
    expect((await ask(host, '/', { cookie: `${cookie}x` })).status).toBe(401);
  });

  test('answers to its own name alone', async () => {
    const { port } = new URL(host.origin);
    expect((await ask(host, '/', { cookie, host: `localhost:${port}` })).status).toBe(200);
    for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1:1', `127.0.0.1.evil.example:${port}`]) {
      expect((await ask(host, '/', { cookie, host: name })).status).toBe(403);
    }
  });

  test('takes no call from another page', async () => {
    const call = (headers: Record<string, string>) => ask(host, '/api/call/hello', { cookie, ...headers }, 'POST');
    expect((await call({ origin: host.origin })).status).toBe(200);
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      expect((await call({ origin })).status).toBe(403);
    }
    expect((await call({})).status).toBe(403);
  });

  test('answers calls that do not say how long they are', async () => {
    const headers = { cookie, origin: host.origin, 'transfer-encoding': 'chunked' };
    expect((await ask(host, '/api/call/hello', headers, 'POST')).status).toBe(200);
    expect((await ask(host, '/api/engine', headers, 'POST')).status).toBe(400);
  });

  test('gives no file but the screen’s own, whatever the path', async () => {
    for (const address of [
      '/../package.json',
      '/..%2f..%2f..%2fpackage.json',
      '/assets/../../cli.js',
      '/%2e%2e/cli.js',
      '/..%5c..%5cpackage.json',
      '//etc/passwd',
      '/api/models/..%2f..%2fcatalog.onnx',
      '/api/jobs/..%2f..%2f/result',
    ]) {
      const answer = await ask(host, address, { cookie });
      expect(answer.status, address).toBeGreaterThanOrEqual(400);
    }
  });

  test('shows photos by ids that say nothing of where they lie', async () => {
    const hello = await ask(host, '/api/call/hello', { cookie, origin: host.origin }, 'POST');
    expect(hello.body).toContain('chelsea.jpg');
    expect(hello.body).not.toContain(path.dirname(photographs.chelsea));
  });

  test('says on every answer what its page may do', async () => {
    for (const answer of [await ask(host, '/'), await ask(host, '/', { cookie })]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('leaves nothing behind when it is stopped', async () => {
    test.skip(process.platform === 'win32', 'Windows ends programs without telling them; the next start removes it');
    const own = await serve();
    const temporary = async () =>
      (await readdir(os.tmpdir())).filter((name) => name.startsWith(`residual-${own.pid}-`));
    expect(await temporary()).toHaveLength(1);
    await own.close();
    expect(await temporary()).toEqual([]);
  });
});
