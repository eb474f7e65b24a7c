import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../../electron/contract/problem.ts';
import { createTileLoader, type WantedTile } from '../../../../renderer/viewer/tile-loader.ts';

interface Flight {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly arrive: (value: string) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const wanted = (...paths: string[]): WantedTile[] => paths.map((path) => ({ path, width: 1, height: 1 }));

function createFlights(limitBytes = 1000) {
  const flights: Flight[] = [];
  const onChange = vi.fn();
  const loader = createTileLoader<string>({
    limitBytes,
    parallel: 2,
    bytes: () => 10,
    onChange,
    load: ({ path }, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        const arrive = async (value: string) => {
          resolve(value);
          await settle();
        };
        const fail = async (error: unknown) => {
          reject(error);
          await settle();
        };
        flights.push({ path, signal, arrive, fail });
      }),
  });
  const flight = (path: string) => flights.findLast((one) => one.path === path)!;
  return { loader, flights, flight, onChange };
}

describe('loading tiles', () => {
  it('asks for the first ones first, never for more than two at a time', async () => {
    const { loader, flights, flight, onChange } = createFlights();
    loader.want(wanted('a', 'b', 'c', 'd'));
    expect(flights.map(({ path }) => path)).toEqual(['a', 'b']);
    await flight('b').arrive('B');
    expect(flights.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
    expect(loader.get('b')).toBe('B');
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('gives up what left the screen and goes on with what came', async () => {
    const { loader, flights, flight } = createFlights();
    loader.want(wanted('a', 'b', 'c'));
    loader.want(wanted('b', 'x'));
    expect(flight('a').signal.aborted).toBe(true);
    expect(flight('b').signal.aborted).toBe(false);
    expect(flights.map(({ path }) => path)).toEqual(['a', 'b', 'x']);
    await settle();
    expect(loader.problem()).toBeNull();
    expect(loader.get('a')).toBeUndefined();
  });

  it('asks once for a tile that stays wanted, and again for one that comes back', () => {
    const { loader, flights } = createFlights();
    loader.want(wanted('a'));
    loader.want(wanted('a'));
    loader.want(wanted('b'));
    loader.want(wanted('a'));
    expect(flights.map(({ path }) => path)).toEqual(['a', 'b', 'a']);
  });

  it('does not repeat what failed until it is told to', async () => {
    const { loader, flights, flight } = createFlights();
    loader.want(wanted('a', 'b'));
    await flight('a').fail(new ProblemError('engine-failed', 'cat.jpg', { detail: 'no device' }));
    loader.want(wanted('a', 'b'));
    expect(loader.problem()).toMatchObject({ code: 'engine-failed', subject: 'cat.jpg' });
    expect(flights).toHaveLength(2);
    expect([loader.isPending('a'), loader.isPending('b')]).toEqual([false, true]);
    loader.forgiveFailures();
    expect(loader.problem()).toBeNull();
    expect(flights).toHaveLength(3);
  });

  it('tells of no problem with tiles that nobody looks at', async () => {
    const { loader, flight } = createFlights();
    loader.want(wanted('a'));
    await flight('a').fail(new Error('gone'));
    expect(loader.problem()).toMatchObject({ code: 'unexpected' });
    loader.want(wanted('b'));
    expect(loader.problem()).toBeNull();
  });

  it('keeps what was used last within its memory, and whatever is on the screen', async () => {
    const { loader, flight } = createFlights(20);
    loader.want(wanted('a', 'b'));
    await flight('a').arrive('A');
    await flight('b').arrive('B');
    loader.get('a');
    loader.want(wanted('c'));
    await flight('c').arrive('C');
    expect([loader.get('a'), loader.get('b'), loader.get('c')]).toEqual(['A', undefined, 'C']);
    loader.want(wanted('a', 'c', 'd'));
    await flight('d').arrive('D');
    expect([loader.get('a'), loader.get('c'), loader.get('d')]).toEqual(['A', 'C', 'D']);
  });
});
