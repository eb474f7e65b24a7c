import { type BrowserWindow, dialog } from 'electron';

const extensions = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'tif', 'tiff', 'avif', 'gif'];

/** Lets the user choose photos or folders. @returns absolute paths, none when it was cancelled. */
export async function choosePaths(window: BrowserWindow, folders: boolean): Promise<readonly string[]> {
  const { filePaths, canceled } = await dialog.showOpenDialog(window, {
    properties: [folders ? 'openDirectory' : 'openFile', 'multiSelections'],
    filters: folders
      ? []
      : [
          { name: 'Photos', extensions },
          { name: 'All files', extensions: ['*'] },
        ],
  });
  return canceled ? [] : filePaths;
}

/** Asks before a run is stopped by closing. @returns true: stop it. */
export function confirmStop(window: BrowserWindow): boolean {
  const choice = dialog.showMessageBoxSync(window, {
    type: 'question',
    message: 'Photos are still being upscaled.',
    detail: 'What is finished stays. The photo that is being worked on is left out.',
    buttons: ['Stop and quit', 'Keep going'],
    defaultId: 1,
    cancelId: 1,
  });
  return choice === 0;
}
