import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { electronProgram } from '../../../build/setup/electron-program.mjs';
import type { App, Unavailable } from '../app.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The desktop app itself. */
export async function openElectron(folder: string): Promise<App | Unavailable> {
  const executablePath = electronProgram(root);
  if (!executablePath) return { reason: 'Electron’s program is not here (npm start fetches it)' };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { reason: 'there is no display' };
  }
  const app = await _electron.launch({
    executablePath,
    // Nothing that the user's own runs found out is used or changed.
    env: { ...(process.env as Record<string, string>), XDG_CACHE_HOME: path.join(folder, 'cache') },
    // A profile of its own keeps it apart from an app that the user has open.
    args: [
      root,
      `--user-data-dir=${path.join(folder, 'profile')}`,
      '--enable-unsafe-webgpu',
      ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
    ],
  });
  const page = await app.firstWindow();
  const photos = path.join(folder, 'photos');
  await mkdir(photos, { recursive: true });
  // Results go beside the originals: the tests' own stay clean.
  const own = (files: readonly string[]) =>
    Promise.all(
      files.map(async (file) => {
        const copy = path.join(photos, path.basename(file));
        if (copy !== file) await copyFile(file, copy);
        return copy;
      }),
    );
  return {
    host: 'electron',
    page,
    // A made-up drop has files without paths; those of an input have them, and go the same way.
    drop: async (files) => page.getByTestId('pick-photos').setInputFiles(await own(files)),
    choose: async (files, open) => {
      const filePaths = await own(files);
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: chosen });
      }, filePaths);
      await open();
    },
    visit: async (query) => {
      await page.goto(`residual://app/${query}`);
    },
    save: async (source) => {
      const name = await page.getByTestId('output-name').textContent();
      return path.join(photos, name ?? path.basename(source));
    },
    close: () => app.close(),
  };
}
