import path from 'node:path';
import { app, type BrowserWindow, session, shell } from 'electron';
import { bridgeChannels } from '../contract/bridge.ts';
import { findPlaces } from '../engine/places.ts';
import { type OpenedMachine, openMachine } from '../machine/open-machine.ts';
import { setAppMenu } from './app-menu.ts';
import { choosePaths, confirmStop } from './dialogs.ts';
import { forkUtility } from './fork-utility.ts';
import { handedOn, namedFiles } from './named-files.ts';
import { answerPage } from './page-calls.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { openWindow } from './window.ts';

/** The desktop app: one instance, one window, the machine behind it. Resolves when the window is open. */
export async function startShell(): Promise<void> {
  const files = namedFiles(process.argv, app.isPackaged, process.cwd());
  if (!app.requestSingleInstanceLock({ files })) {
    app.quit();
    return;
  }
  const state: { machine: OpenedMachine | null; window: BrowserWindow | null } = { machine: null, window: null };
  // What the system hands over before the machine is there waits for it.
  const early = [...files];
  const add = (paths: readonly string[]) => {
    if (state.machine) report(state.machine.addPaths(paths));
    else early.push(...paths);
  };
  app.on('open-file', (event, file) => {
    event.preventDefault();
    add([file]);
  });
  app.on('second-instance', (_, __, ___, data) => {
    if (state.window?.isMinimized()) state.window.restore();
    state.window?.focus();
    add(handedOn(data));
  });
  app.on('window-all-closed', () => app.quit());
  quitTidily(state);
  registerScheme();
  await app.whenReady();

  setAppMenu(process.platform);
  const places = findPlaces(import.meta.url);
  const machine = await openMachine({
    places,
    spawnEngine: forkUtility(places.engineEntry),
    host: {
      kind: 'electron',
      choose: async (folders) => (state.window ? choosePaths(state.window, folders) : []),
      reveal: (file) => shell.showItemInFolder(file),
    },
  });
  state.machine = machine;
  serveScheme(session.defaultSession, machine.fetch);
  answerPage(machine, app.getPath('pictures'));
  const preload = path.join(places.root, 'build', 'out', 'preload.cjs');
  const window = openWindow(preload, (closing) => !machine.busy() || confirmStop(closing));
  state.window = window;
  const stop = machine.log.listen((event) => {
    if (!window.isDestroyed()) window.webContents.send(bridgeChannels.event, event);
  });
  window.once('closed', () => {
    stop();
    state.window = null;
  });
  add(early.splice(0));
}

/** The run is stopped and what was put aside is removed before the process ends. */
function quitTidily(state: { readonly machine: OpenedMachine | null }): void {
  let tidy = false;
  app.on('will-quit', (event) => {
    if (tidy || !state.machine) return;
    event.preventDefault();
    tidy = true;
    report(state.machine.close().finally(() => app.quit()));
  });
}

function report(work: Promise<unknown>): void {
  work.catch((error: unknown) => console.error(error));
}
