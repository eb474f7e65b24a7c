import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/**
 * As much of the `electron` module as the shell uses, for `vi.mock('electron', () => fakeElectron())`.
 * Everything that would reach the system is a mock that a test can look into.
 */
export function fakeElectron() {
  class FakeWebContents extends EventEmitter {
    mainFrame = { url: 'residual://app/' };
    setWindowOpenHandler = vi.fn();
    send = vi.fn();
  }
  class FakeWindow extends EventEmitter {
    static opened: FakeWindow[] = [];
    webContents = new FakeWebContents();
    options: unknown;
    loadURL = vi.fn(async () => {});
    show = vi.fn();
    focus = vi.fn();
    restore = vi.fn();
    isMinimized = () => true;
    isDestroyed = () => false;
    constructor(options: unknown) {
      super();
      this.options = options;
      FakeWindow.opened.push(this);
    }
  }
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    requestSingleInstanceLock: vi.fn(() => true),
    whenReady: vi.fn(async () => {}),
    quit: vi.fn(),
    exit: vi.fn(),
    getPath: (name: string) => `/home/user/${name}`,
  });
  const handlers = new Map<string, (...input: unknown[]) => unknown>();
  const children: (EventEmitter & { postMessage: unknown; kill: unknown; pid: number })[] = [];
  return {
    app,
    BrowserWindow: FakeWindow,
    nativeTheme: { shouldUseDarkColors: true },
    protocol: { registerSchemesAsPrivileged: vi.fn() },
    session: {
      defaultSession: Object.assign(new EventEmitter(), {
        protocol: { handle: vi.fn() },
        webRequest: { onBeforeRequest: vi.fn() },
        setPermissionRequestHandler: vi.fn(),
        setPermissionCheckHandler: vi.fn(),
        setDevicePermissionHandler: vi.fn(),
      }),
    },
    ipcMain: {
      handlers,
      handle: (name: string, handler: (...input: unknown[]) => unknown) => handlers.set(name, handler),
    },
    ipcRenderer: Object.assign(new EventEmitter(), { invoke: vi.fn(async () => ({})) }),
    contextBridge: { exposeInMainWorld: vi.fn() },
    webUtils: { getPathForFile: vi.fn(() => '') },
    dialog: { showOpenDialog: vi.fn(), showMessageBoxSync: vi.fn(), showErrorBox: vi.fn() },
    shell: { showItemInFolder: vi.fn() },
    Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn((template: unknown) => template) },
    utilityProcess: {
      children,
      fork: vi.fn(() => {
        const child = Object.assign(new EventEmitter(), { postMessage: vi.fn(), kill: vi.fn(), pid: 77 });
        children.push(child);
        return child;
      }),
    },
  };
}
