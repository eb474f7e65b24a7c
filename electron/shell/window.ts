import { BrowserWindow, nativeTheme } from 'electron';
import { isOurs, pageAddress } from './scheme.ts';

/** What shows until the page is drawn: the screen's own background, light and dark. */
const backgrounds = { light: '#f2f2f0', dark: '#1d1e20' } as const;

/**
 * The one window. Its page runs in the sandbox, without Node, and can go nowhere else.
 *
 * @param preload absolute path of the built preload.
 * @param mayClose asked when the user closes the window; false keeps it open.
 */
export function openWindow(preload: string, mayClose: (window: BrowserWindow) => boolean): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Residual',
    width: 1280,
    height: 860,
    minWidth: 360,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: backgrounds[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      spellcheck: false,
      // A run goes on while the window is hidden, and its engine may live in the page.
      backgroundThrottling: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url) || !event.isMainFrame) event.preventDefault();
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (!mayClose(window)) event.preventDefault();
  });
  void window.loadURL(pageAddress);
  return window;
}
