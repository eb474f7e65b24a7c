import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../../electron/contract/problem.ts';
import { createHttpClient } from '../../../../renderer/machine/http-client.ts';
import { RefusedError } from '../../../../renderer/machine/machine-client.ts';
import { sampleHello, sampleJob } from '../sample-job.ts';

function clientWith(answer: (path: string, init: RequestInit | undefined) => Response | Promise<Response>) {
  const fetched = vi.fn(async (path: unknown, init?: RequestInit) => answer(String(path), init));
  const sources: { path: string; source: EventSource }[] = [];
  const client = createHttpClient({
    fetch: fetched as unknown as typeof fetch,
    openEvents: (path) => {
      const source = { close: vi.fn() } as unknown as EventSource;
      sources.push({ path, source });
      return source;
    },
  });
  return { client, fetched, sources };
}

describe('a call to the browser host', () => {
  it('posts its input and gives what was answered', async () => {
    const { client, fetched } = clientWith(() => Response.json(sampleHello([sampleJob('a')], 4)));
    await expect(client.call('hello', {})).resolves.toMatchObject({ lastEvent: 4, jobs: [{ id: 'a' }] });
    expect(fetched).toHaveBeenCalledWith('/api/call/hello', expect.objectContaining({ method: 'POST', body: '{}' }));
  });

  it('rejects with the problem that the machine names', async () => {
    const problem = { code: 'disk-full', subject: 'cat.jpg', values: { needed: 5, free: 1 } };
    const { client } = clientWith(() => Response.json({ problem }, { status: 507 }));
    const error = await client.call('cancel', { ids: ['a'] }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem).toEqual(problem);
  });

  it('tells a session that is not valid any more from other failures', async () => {
    await expect(clientWith(() => new Response('no', { status: 403 })).client.call('hello', {})).rejects.toThrow(
      RefusedError,
    );
    await expect(clientWith(() => new Response('no', { status: 500 })).client.call('hello', {})).rejects.toThrow('500');
  });

  it('refuses an answer that breaks the contract', async () => {
    const { client } = clientWith(() => Response.json({ version: 1 }));
    await expect(client.call('hello', {})).rejects.toThrow();
  });
});

describe('adding photos', () => {
  it('sends each file under its own name, whatever signs that has', async () => {
    const { client, fetched } = clientWith(() => Response.json(sampleJob('a')));
    const files = [new File(['x'], '50% è #?.png'), new File(['y'], 'b.jpg')];
    await client.add(files, () => undefined);
    expect(fetched.mock.calls.map(([path]) => path)).toEqual([
      '/api/photos?name=50%25%20%C3%A8%20%23%3F.png',
      '/api/photos?name=b.jpg',
    ]);
    expect(fetched.mock.calls[0]?.[1]?.body).toBe(files[0]);
  });

  it('sends one file after the other, so that they are listed in the order given', async () => {
    const waiting: (() => void)[] = [];
    const { client, fetched } = clientWith(() => Response.json(sampleJob('a')));
    fetched.mockImplementation(
      () => new Promise((resolve) => waiting.push(() => resolve(Response.json(sampleJob('a'))))),
    );
    const added = client.add([new File(['x'], 'a.jpg'), new File(['y'], 'b.jpg')], () => undefined);
    expect(fetched).toHaveBeenCalledTimes(1);
    waiting.shift()!();
    await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(2));
    waiting.shift()!();
    await added;
  });

  it('reports the file that was refused and sends the others', async () => {
    const problem = { code: 'disk-full', subject: 'b.jpg', values: {} };
    const { client, fetched } = clientWith((path) =>
      path.includes('b.jpg') ? Response.json({ problem }, { status: 507 }) : Response.json(sampleJob('a')),
    );
    const refused: string[] = [];
    const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];
    await client.add(
      names.map((name) => new File(['x'], name)),
      (file) => refused.push(file.name),
    );
    expect(refused).toEqual(['b.jpg']);
    expect(fetched).toHaveBeenCalledTimes(4);
  });
});

describe('listening', () => {
  it('asks for what came after, and hears events as they are', async () => {
    const { client, sources } = clientWith(() => Response.json({}));
    const heard: unknown[] = [];
    client.listen(
      7,
      (events) => heard.push(...events),
      () => undefined,
    );
    const { path, source } = sources[0]!;
    expect(path).toBe('/api/events?after=7');
    const event = { kind: 'jobs-removed', number: 8, ids: ['a'] };
    source.onmessage!(new MessageEvent('message', { data: JSON.stringify(event) }));
    await vi.waitFor(() => expect(heard).toEqual([event]));
  });

  it('closes a line that was cut and says so once', () => {
    const { client, sources } = clientWith(() => Response.json({}));
    const onEnd = vi.fn();
    client.listen(0, () => undefined, onEnd);
    const { source } = sources[0]!;
    source.onerror!(new Event('error'));
    expect(source.close).toHaveBeenCalled();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });
});
