import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bridgeChannels } from '../../../../electron/contract/bridge.ts';

vi.mock('electron', async () => (await import('../../../support/fake-electron.ts')).fakeElectron());
const { ipcMain } = (await import('electron')) as unknown as ReturnType<
  typeof import('../../../support/fake-electron.ts').fakeElectron
>;
const { answerPage } = await import('../../../../electron/shell/page-calls.ts');

let uploads = '';
beforeEach(async () => {
  uploads = await mkdtemp(path.join(os.tmpdir(), 'residual-test-'));
});
afterEach(() => rm(uploads, { recursive: true, force: true }));

function page() {
  const problem = { code: 'model-unknown' as const, subject: 'm', values: {} };
  const call = vi.fn(async (name: unknown) =>
    name === 'hello'
      ? { kind: 'answer' as const, value: { yes: true } }
      : name === 'start'
        ? { kind: 'problem' as const, problem }
        : { kind: 'misuse' as const, detail: 'there is no such call' },
  );
  const addPaths = vi.fn(async () => {});
  const addFile = vi.fn(async () => ({
    id: '1',
    name: '',
    source: null,
    advice: { kind: 'none' as const },
    state: { kind: 'waiting' as const },
  }));
  answerPage({ call, addPaths, addFile, uploads }, '/home/user/pictures');
  const mainFrame = { url: 'residual://app/' };
  const invoke = async (channel: string, ...input: unknown[]) =>
    ipcMain.handlers.get(channel)!({ senderFrame: mainFrame, sender: { mainFrame } }, ...input);
  return { invoke, call, addPaths, addFile, problem };
}

describe('the page’s calls in Electron', () => {
  it('reach the machine; problems come back as data', async () => {
    const { invoke, problem } = page();
    expect(await invoke(bridgeChannels.call, 'hello', {})).toEqual({ yes: true });
    expect(await invoke(bridgeChannels.call, 'start', {})).toEqual({ problem });
    await expect(invoke(bridgeChannels.call, 'exec', {})).rejects.toThrow('no such call');
  });

  it('are not taken from another frame or another page', async () => {
    const { call } = page();
    const handler = ipcMain.handlers.get(bridgeChannels.call)!;
    const mainFrame = { url: 'residual://app/' };
    const elsewhere = { url: 'https://evil.example/' };
    for (const senderFrame of [null, elsewhere, { url: 'residual://app/' }]) {
      await expect(handler({ senderFrame, sender: { mainFrame } }, 'hello', {})).rejects.toThrow('another page');
    }
    await expect(handler({ senderFrame: elsewhere, sender: { mainFrame: elsewhere } }, 'hello', {})).rejects.toThrow(
      'another page',
    );
    expect(call).not.toHaveBeenCalled();
  });

  it('list dropped files by their path, and pasted pictures with a folder that stays for their results', async () => {
    const { invoke, addPaths, addFile } = page();
    await invoke(bridgeChannels.add, [{ path: '/photos/a.jpg' }, { name: '../image.png', bytes: Uint8Array.of(1, 2) }]);
    expect(addPaths).toHaveBeenCalledWith(['/photos/a.jpg']);
    expect(addFile).toHaveBeenCalledOnce();
    const [file] = addFile.mock.calls[0] as unknown as [{ path: string; name: string; folder: string }];
    expect(file).toMatchObject({ name: 'image.png', folder: '/home/user/pictures' });
    expect([...(await readFile(file.path))]).toEqual([1, 2]);
    expect(file.path.startsWith(uploads)).toBe(true);
  });

  it.each([[[{ path: '' }]], [[{ path: 1 }]], ['/etc/passwd'], [[{ name: 'a' }]]])('do not add %j', async (files) => {
    const { invoke, addPaths } = page();
    await expect(invoke(bridgeChannels.add, files)).rejects.toThrow();
    expect(addPaths).not.toHaveBeenCalled();
  });
});
