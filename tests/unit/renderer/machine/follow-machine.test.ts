import { describe, expect, it } from 'vitest';
import type { Hello, JobPage } from '../../../../electron/contract/calls.ts';
import type { MachineEvent } from '../../../../electron/contract/events.ts';
import { type Connection, followMachine } from '../../../../renderer/machine/follow-machine.ts';
import { type MachineClient, RefusedError } from '../../../../renderer/machine/machine-client.ts';
import { sampleHello, sampleJob } from '../sample-job.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve));

function following(hellos: (() => Promise<Hello>)[], pages: ((from: number) => Promise<JobPage>)[] = []) {
  const learnt: string[] = [];
  const stopping = new AbortController();
  const connections: Connection[] = [];
  const rests: number[] = [];
  const lines: { after: number; cut: () => void; tell: (events: readonly MachineEvent[]) => void; stopped: boolean }[] =
    [];
  const events: number[] = [];
  const client = {
    call: async (name: string, { from }: { from?: number }) => {
      if (name === 'jobs') return pages.shift()!(from!);
      const hello = hellos.shift();
      if (hello) return hello();
      stopping.abort();
      throw new Error('the test is over');
    },
    listen: (...[after, onEvents, onEnd]: Parameters<MachineClient['listen']>) => {
      const line = { after, cut: onEnd, tell: onEvents, stopped: false };
      lines.push(line);
      return () => {
        line.stopped = true;
      };
    },
  } as unknown as MachineClient;
  const ended = followMachine(
    client,
    {
      hello: ({ jobs }) => learnt.push(...jobs.map(({ id }) => id)),
      page: ({ jobs }) => learnt.push(...jobs.map(({ id }) => id)),
      events: (told) => events.push(...told.map(({ number }) => number)),
      connection: (connection) => connections.push(connection),
    },
    stopping.signal,
    async (milliseconds) => void rests.push(milliseconds),
  );
  return { connections, rests, lines, events, learnt, ended, stopping };
}

describe('following the machine', () => {
  it('listens from where hello ended, and starts over when the line is cut', async () => {
    const { connections, lines, events, ended } = following([
      async () => sampleHello([], 12),
      async () => sampleHello([], 3),
    ]);
    await settle();
    lines[0]!.tell([{ kind: 'jobs-removed', number: 13, ids: ['a'] }]);
    lines[0]!.cut();
    await settle();
    expect(lines.map(({ after }) => after)).toEqual([12, 3]);
    expect(events).toEqual([13]);
    expect(connections).toEqual(['connecting', 'open', 'lost', 'open']);
    lines[1]!.cut();
    await ended;
  });

  it('rests longer after each failure, and tells a refused session', async () => {
    const away = async (): Promise<Hello> => {
      throw new TypeError('fetch failed');
    };
    const refused = async (): Promise<Hello> => {
      throw new RefusedError();
    };
    const { connections, rests, ended } = following([away, away, refused, away, away]);
    await ended;
    expect(connections.slice(0, 4)).toEqual(['connecting', 'lost', 'lost', 'refused']);
    expect(rests).toEqual([500, 1000, 2000, 5000, 5000]);
  });

  it('asks for the rest of a long list before it listens, and starts over when that fails', async () => {
    const asked: number[] = [];
    const page = (jobs: string[], next: number | null) => async (from: number) => {
      asked.push(from);
      return { jobs: jobs.map((id) => sampleJob(id)), next };
    };
    const away = async () => Promise.reject(new TypeError('fetch failed'));
    const hello = async () => ({ ...sampleHello([sampleJob('a')], 12), next: 2 });
    const pages = [page(['b'], 3), away, page(['b'], 7), page(['c'], null)];
    const { learnt, lines, connections, rests, ended } = following([hello, hello], pages);
    await settle();
    expect(learnt).toEqual(['a', 'b', 'a', 'b', 'c']);
    expect(asked).toEqual([2, 2, 7]);
    expect(rests).toEqual([500]);
    expect(connections).toEqual(['connecting', 'open', 'lost', 'open']);
    expect(lines.map(({ after }) => after)).toEqual([12]);
    lines[0]!.cut();
    await ended;
  });

  it('lets go of the line when it is stopped', async () => {
    const { lines, ended, stopping, connections } = following([async () => sampleHello([], 1)]);
    await settle();
    stopping.abort();
    await ended;
    expect(lines[0]!.stopped).toBe(true);
    expect(connections.at(-1)).toBe('open');
  });
});
