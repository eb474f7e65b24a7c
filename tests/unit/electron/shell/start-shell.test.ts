import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createEventLog } from '../../../../electron/queue/event-log.ts';

vi.mock('electron', async () => (await import('../../../support/fake-electron.ts')).fakeElectron());
vi.mock('../../../../electron/machine/open-machine.ts', () => ({ openMachine: vi.fn() }));
const { app, BrowserWindow, dialog, shell } = (await import('electron')) as unknown as ReturnType<
  typeof import('../../../support/fake-electron.ts').fakeElectron
>;
const { openMachine } = await import('../../../../electron/machine/open-machine.ts');
const { startShell } = await import('../../../../electron/shell/start-shell.ts');

const machine = {
  log: createEventLog(),
  addPaths: vi.fn(async () => {}),
  fetch: vi.fn(),
  busy: vi.fn(() => false),
  close: vi.fn(async () => {}),
};
const photo = path.resolve('/photos/a.jpg');
const opened = () => BrowserWindow.opened.at(-1)!;
const event = () => ({ preventDefault: vi.fn() });

beforeEach(() => {
  vi.clearAllMocks();
  app.removeAllListeners();
  app.requestSingleInstanceLock.mockReturnValue(true);
  vi.mocked(openMachine).mockResolvedValue(machine as never);
  process.argv = ['residual', photo];
});

describe('the desktop app', () => {
  it('opens one window with the photos that were named', async () => {
    await startShell();
    expect(machine.addPaths).toHaveBeenCalledWith([photo]);
    expect(opened().loadURL).toHaveBeenCalled();
  });

  it('hands its photos to the one that runs already, and ends', async () => {
    app.requestSingleInstanceLock.mockReturnValue(false);
    await startShell();
    expect(app.requestSingleInstanceLock).toHaveBeenCalledWith({ files: [photo] });
    expect(app.quit).toHaveBeenCalled();
    expect(openMachine).not.toHaveBeenCalled();
  });

  it('takes photos from a second start and comes to the front', async () => {
    await startShell();
    app.emit('second-instance', {}, [], '/', { files: ['/photos/b.jpg'] });
    expect(machine.addPaths).toHaveBeenLastCalledWith(['/photos/b.jpg']);
    expect(opened().restore).toHaveBeenCalled();
    expect(opened().focus).toHaveBeenCalled();
  });

  it('loses no photo that the system hands over before the machine is there', async () => {
    process.argv = ['residual'];
    const starting = startShell();
    const handed = event();
    app.emit('open-file', handed, '/photos/early.jpg');
    expect(handed.preventDefault).toHaveBeenCalled();
    await starting;
    expect(machine.addPaths).toHaveBeenCalledWith(['/photos/early.jpg']);
  });

  it('tells the page what happens', async () => {
    await startShell();
    machine.log.add({ kind: 'jobs-removed', ids: ['x'] });
    expect(opened().webContents.send).toHaveBeenCalledWith('residual:event', expect.objectContaining({ ids: ['x'] }));
    opened().emit('closed');
    machine.log.add({ kind: 'jobs-removed', ids: ['y'] });
    expect(opened().webContents.send).toHaveBeenCalledOnce();
  });

  it('asks before a run is stopped by closing the window', async () => {
    await startShell();
    const idle = event();
    opened().emit('close', idle);
    expect(dialog.showMessageBoxSync).not.toHaveBeenCalled();
    machine.busy.mockReturnValueOnce(true);
    dialog.showMessageBoxSync.mockReturnValueOnce(1);
    const busy = event();
    opened().emit('close', busy);
    expect(busy.preventDefault).toHaveBeenCalled();
  });

  it('stops the run and removes what it put aside before it ends', async () => {
    await startShell();
    const first = event();
    app.emit('will-quit', first);
    expect(first.preventDefault).toHaveBeenCalled();
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalled());
    expect(machine.close).toHaveBeenCalledOnce();
    const second = event();
    app.emit('will-quit', second);
    expect(second.preventDefault).not.toHaveBeenCalled();
  });

  it('lets the user choose and find files by the system’s own ways', async () => {
    await startShell();
    const { host } = vi.mocked(openMachine).mock.calls[0]![0];
    dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/photos'] });
    expect(await host.choose?.(true)).toEqual(['/photos']);
    expect(dialog.showOpenDialog.mock.calls[0]![1].properties).toContain('openDirectory');
    dialog.showOpenDialog.mockResolvedValueOnce({ canceled: true, filePaths: [] });
    expect(await host.choose?.(false)).toEqual([]);
    host.reveal?.('/photos/a_x4.jpg');
    expect(shell.showItemInFolder).toHaveBeenCalledWith('/photos/a_x4.jpg');
  });
});
