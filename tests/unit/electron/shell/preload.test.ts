import { describe, expect, it, vi } from 'vitest';
import { type Bridge, bridgeChannels } from '../../../../electron/contract/bridge.ts';

vi.mock('electron', async () => (await import('../../../support/fake-electron.ts')).fakeElectron());
const { contextBridge, ipcRenderer, webUtils } = (await import('electron')) as unknown as ReturnType<
  typeof import('../../../support/fake-electron.ts').fakeElectron
>;
await import('../../../../electron/shell/preload.ts');
const exposed = [...contextBridge.exposeInMainWorld.mock.calls] as [string, Bridge][];
const [name, bridge] = exposed[0]!;

describe('the preload', () => {
  it('gives the page the bridge and nothing else', () => {
    expect(name).toBe('residual');
    expect(Object.keys(bridge).sort()).toEqual(['addFiles', 'call', 'onEvent']);
    expect(exposed).toHaveLength(1);
  });

  it('carries calls, and events until they are no longer wanted, without Electron’s own event', async () => {
    await bridge.call('cancel', { ids: ['a'] });
    expect(ipcRenderer.invoke).toHaveBeenCalledWith(bridgeChannels.call, 'cancel', { ids: ['a'] });
    const heard: unknown[][] = [];
    const stop = bridge.onEvent((...given) => heard.push(given));
    ipcRenderer.emit(bridgeChannels.event, { sender: 'secret' }, { number: 1 });
    stop();
    ipcRenderer.emit(bridgeChannels.event, {}, { number: 2 });
    expect(heard).toEqual([[{ number: 1 }]]);
  });

  it('hands dropped files over by their paths, which the page never sees, and pasted ones as bytes', async () => {
    webUtils.getPathForFile.mockReturnValueOnce('/photos/a.jpg').mockReturnValueOnce('');
    await bridge.addFiles([new File(['x'], 'a.jpg'), new File(['yz'], 'image.png')]);
    expect(ipcRenderer.invoke).toHaveBeenLastCalledWith(bridgeChannels.add, [
      { path: '/photos/a.jpg' },
      { name: 'image.png', bytes: new TextEncoder().encode('yz') },
    ]);
  });
});
