import { describe, expect, it, vi } from 'vitest';
import type { EngineOrder } from '../../../../electron/engine/native-engine.ts';

vi.mock('electron', async () => (await import('../../../support/fake-electron.ts')).fakeElectron());
const { utilityProcess } = (await import('electron')) as unknown as ReturnType<
  typeof import('../../../support/fake-electron.ts').fakeElectron
>;
const { forkUtility } = await import('../../../../electron/shell/fork-utility.ts');

describe('the native engine’s utility process', () => {
  it('gets orders and gives answers; its end is told once, with its status', () => {
    const child = forkUtility('/app/engine-process.js')();
    const [forked] = utilityProcess.children;
    const answers: unknown[] = [];
    const ends: string[] = [];
    child.onAnswer((answer) => answers.push(answer));
    child.onEnd((reason) => ends.push(reason));
    const order = { id: 1 } as EngineOrder;
    child.send(order);
    expect(forked!.postMessage).toHaveBeenCalledWith(order);
    forked!.emit('message', { id: 1, result: null });
    expect(answers).toEqual([{ id: 1, result: null }]);
    expect(child.id).toBe(77);
    child.kill();
    expect(forked!.kill).toHaveBeenCalled();
    forked!.emit('exit', 9);
    forked!.emit('exit', 9);
    expect(ends).toEqual(["the engine's process ended (9)"]);
  });
});
