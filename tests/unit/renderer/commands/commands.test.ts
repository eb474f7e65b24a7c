import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAppStore } from '../../../../renderer/app/app-store.ts';
import type { CommandContext } from '../../../../renderer/commands/command.ts';
import { commands } from '../../../../renderer/commands/commands.ts';
import type { StageView } from '../../../../renderer/viewer/stage-view.ts';
import { doneState, photoFast, sampleHello, sampleJob } from '../sample-job.ts';

const command = (id: string) => commands.find((one) => one.id === id)!;

let call: ReturnType<typeof vi.fn>;
let context: CommandContext;

beforeEach(() => {
  const store = createAppStore({ getItem: () => null, setItem: () => undefined }, '');
  call = vi.fn(async () => ({}));
  context = {
    store,
    machine: { call } as unknown as CommandContext['machine'],
    stage: {} as StageView,
    pick: vi.fn(),
  };
});

function welcome(...jobs: ReturnType<typeof sampleJob>[]) {
  const { store } = context;
  store.getState().welcome({ ...sampleHello(jobs, 1), models: [photoFast] });
  store.getState().setConnection('open');
}

describe('commands', () => {
  it('have no key in common', () => {
    const keys = commands.flatMap((one) => one.keys);
    expect(keys).toHaveLength(new Set(keys).size);
  });

  it('upscale what waits, with a scale that the model makes', async () => {
    welcome(sampleJob('a'), sampleJob('b', doneState()));
    context.store.getState().change({ scale: 3, strength: 0.5 });
    await command('upscale').run(context);
    const settings = expect.objectContaining({ scale: 4, strength: 0.5, model: 'photo-fast' });
    expect(call).toHaveBeenCalledWith('start', { ids: 'all', settings });
  });

  it('upscale the photo in view alone when it would come out differently and nothing waits', async () => {
    welcome(sampleJob('a', doneState()), sampleJob('b', doneState()));
    context.store.getState().change({ strength: 0.5 });
    await command('upscale').run(context);
    const settings = expect.objectContaining({ strength: 0.5 });
    expect(call).toHaveBeenLastCalledWith('start', { ids: ['a'], settings });
    await command('repeat-all').run(context);
    expect(call).toHaveBeenLastCalledWith('start', { ids: ['a', 'b'], settings });
  });

  it('cancel all while something is queued or runs', async () => {
    welcome(sampleJob('a', doneState()), sampleJob('b'), sampleJob('c', { kind: 'queued' }));
    expect(command('cancel-all').enabled(context.store.getState())).toBe(true);
    await command('cancel-all').run(context);
    expect(call).toHaveBeenCalledWith('cancel', { ids: 'all' });
    welcome(sampleJob('a', doneState()), sampleJob('b'));
    expect(command('cancel-all').enabled(context.store.getState())).toBe(false);
  });

  it('are off where they could do nothing', () => {
    welcome();
    const state = context.store.getState();
    for (const id of ['upscale', 'cancel', 'cancel-all', 'remove', 'save', 'next', 'fit', 'split', 'hold']) {
      expect(command(id).enabled(state), id).toBe(false);
    }
    expect(command('add-photos').enabled(state)).toBe(true);
  });

  it('say what went wrong', async () => {
    welcome(sampleJob('a'));
    call.mockRejectedValue(new Error('the machine is away'));
    await command('upscale').run(context);
    expect(context.store.getState().notices).toMatchObject([{ text: expect.stringContaining('the machine is away') }]);
  });

  it('show the original for as long as the key is held', () => {
    welcome(sampleJob('a'));
    command('hold').run(context);
    expect(context.store.getState()).toMatchObject({ mode: 'hold', holding: true });
    command('hold').release?.(context);
    expect(context.store.getState()).toMatchObject({ mode: 'hold', holding: false });
  });

  it('keep the strength between 0 and 200 %', () => {
    for (let i = 0; i < 50; i++) command('stronger').run(context);
    expect(context.store.getState().settings.strength).toBe(2);
    for (let i = 0; i < 50; i++) command('weaker').run(context);
    expect(context.store.getState().settings.strength).toBe(0);
  });

  it('open the host’s own dialog where it has one, else the browser’s', async () => {
    welcome();
    await command('add-folder').run(context);
    expect(context.pick).toHaveBeenCalledWith(true);
    context.store.getState().welcome({ ...sampleHello([], 1), canChoose: true });
    await command('add-photos').run(context);
    expect(call).toHaveBeenCalledWith('choose', { folders: false });
  });
});
