import { describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../../../electron/contract/bridge.ts';
import type { MachineEvent } from '../../../../electron/contract/events.ts';
import type { ProblemError } from '../../../../electron/contract/problem.ts';
import { createBridgeClient } from '../../../../renderer/machine/bridge-client.ts';

function clientOver(call: () => Promise<unknown>, addFiles: Bridge['addFiles'] = async () => undefined) {
  let tell: (event: MachineEvent) => void = () => undefined;
  const bridge = {
    call,
    addFiles,
    onEvent: (listener: (event: MachineEvent) => void) => {
      tell = listener;
      return () => undefined;
    },
  } as Bridge;
  return { client: createBridgeClient(bridge), tell: (event: MachineEvent) => tell(event) };
}

const removed = (number: number): MachineEvent => ({ kind: 'jobs-removed', number, ids: ['a'] });

describe('the bridge to Electron', () => {
  it('turns a problem that came as data into the error it stands for', async () => {
    const problem = { code: 'not-found', subject: 'a.jpg', values: {} };
    const { client } = clientOver(async () => ({ problem }));
    const error = await client.call('reveal', { id: 'a' }).catch((caught: unknown) => caught);
    expect((error as ProblemError).problem).toEqual(problem);
  });

  it('loses no event between hello and listening, and repeats none', async () => {
    const { client, tell } = clientOver(async () => ({}));
    tell(removed(3));
    tell(removed(4));
    const heard: number[] = [];
    const stop = client.listen(
      3,
      (events) => heard.push(...events.map(({ number }) => number)),
      () => undefined,
    );
    tell(removed(5));
    await vi.waitFor(() => expect(heard).toEqual([4, 5]));
    stop();
    tell(removed(6));
    await new Promise((resolve) => setTimeout(resolve));
    expect(heard).toEqual([4, 5]);
  });

  it('reports files that could not be handed over', async () => {
    const { client } = clientOver(
      async () => ({}),
      async () => Promise.reject(new Error('no path')),
    );
    const report = vi.fn();
    await client.add([new File([], 'a.jpg')], report);
    expect(report).toHaveBeenCalledWith(expect.objectContaining({ name: 'a.jpg' }), expect.any(Error));
  });
});
