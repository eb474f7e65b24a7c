import { describe, expect, it, vi } from 'vitest';
import { createOverview, sideFor } from '../../../../renderer/viewer/overview.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve));
const bitmap = (side: number) => ({ side, close: vi.fn() }) as unknown as ImageBitmap & { close: () => void };

describe('the picture of the whole photo', () => {
  it('is asked for in few sizes', () => {
    expect([1, 512, 513, 1500, 4096, 9000].map(sideFor)).toEqual([512, 512, 1024, 2048, 4096, 4096]);
  });

  it('shows what there is while a better one is on its way', async () => {
    const load = vi.fn(async (side: number) => bitmap(side));
    const overview = createOverview(load, () => undefined);
    expect(overview.ask(500)).toBeNull();
    await settle();
    const small = overview.ask(500);
    expect(small).toMatchObject({ side: 512 });
    expect(overview.isSettled(500)).toBe(true);
    expect(overview.isSettled(900)).toBe(false);
    expect(overview.ask(900)).toBe(small);
    await settle();
    expect(overview.ask(900)).toMatchObject({ side: 1024 });
    expect(small!.close).toHaveBeenCalled();
    overview.ask(300);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('is not asked for again after it failed, until it is told to', async () => {
    const load = vi.fn(async (): Promise<ImageBitmap> => {
      throw new Error('gone');
    });
    const overview = createOverview(load, () => undefined);
    overview.ask(100);
    await settle();
    overview.ask(100);
    expect(load).toHaveBeenCalledTimes(1);
    expect(overview.problem()).toMatchObject({ values: { detail: 'gone' } });
    overview.forgiveFailures();
    overview.ask(100);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('frees what arrives after it was closed', async () => {
    const late = bitmap(512);
    const overview = createOverview(
      async () => late,
      () => undefined,
    );
    overview.ask(100);
    overview.close();
    await settle();
    expect(late.close).toHaveBeenCalled();
    expect(overview.ask(100)).toBeNull();
  });
});
