import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', async () => (await import('../../../support/fake-electron.ts')).fakeElectron());
const { openWindow } = await import('../../../../electron/shell/window.ts');

type Fake = InstanceType<ReturnType<typeof import('../../../support/fake-electron.ts').fakeElectron>['BrowserWindow']>;
const open = (mayClose = true) => openWindow('/app/preload.cjs', () => mayClose) as unknown as Fake;
const event = (facts: object = {}) => ({ ...facts, preventDefault: vi.fn() });

describe('the window', () => {
  it('shows the app’s page, sandboxed and without Node', () => {
    const window = open();
    expect(window.loadURL).toHaveBeenCalledWith('residual://app/');
    expect(window.options).toMatchObject({
      webPreferences: {
        preload: '/app/preload.cjs',
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
      },
    });
  });

  it('opens no other window and goes to no other page', () => {
    const { webContents } = open();
    expect(webContents.setWindowOpenHandler.mock.calls[0]![0]({ url: 'https://x.example' })).toEqual({
      action: 'deny',
    });
    const away = event({ url: 'https://x.example', isMainFrame: true });
    webContents.emit('will-frame-navigate', away);
    expect(away.preventDefault).toHaveBeenCalled();
    const home = event({ url: 'residual://app/', isMainFrame: true });
    webContents.emit('will-frame-navigate', home);
    expect(home.preventDefault).not.toHaveBeenCalled();
    const view = event();
    webContents.emit('will-attach-webview', view);
    expect(view.preventDefault).toHaveBeenCalled();
  });

  it('stays open when closing would stop a run that the user wants to keep', () => {
    const kept = event();
    open(false).emit('close', kept);
    expect(kept.preventDefault).toHaveBeenCalled();
    const closed = event();
    open(true).emit('close', closed);
    expect(closed.preventDefault).not.toHaveBeenCalled();
  });
});
