import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from '../../../build/setup/find-chromium.mjs';
import type { App, Unavailable } from '../app.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Served {
  /** With its token. */
  readonly url: string;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly pid: number;
  /** Everything it printed on standard output. */
  printed(): string;
  close(): Promise<void>;
}

/** `residual serve` on any free port. */
export function serve(files: readonly string[] = []): Promise<Served> {
  return startHost([path.join(root, 'build', 'residual.mjs'), 'serve', '--port', '0', ...files]);
}

/** `npm start` as a machine without a window system has it; where there is always one, the browser is asked for. */
function serveByStart(): Promise<Served> {
  const asked = process.platform === 'linux' ? [] : ['--browser'];
  return startHost([path.join(root, 'build', 'start.mjs'), ...asked]);
}

async function startHost(command: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: {
      ...process.env,
      RESIDUAL_NO_BROWSER: '1',
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      // Nothing that the user's own runs found out is used or changed.
      XDG_CACHE_HOME: path.join(os.tmpdir(), `residual-e2e-${process.pid}`),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A worker that Playwright ends early must not leave it behind.
  const abandon = () => child.kill();
  process.once('exit', abandon);
  child.once('exit', () => process.off('exit', abandon));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /http:\/\/\S+/.exec(printed)?.[0];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`the host ended (${code})`)));
  });
  return { url, origin: new URL(url).origin, pid: child.pid!, printed: () => printed, close: () => end(child) };
}

/** The app in a Chromium that a test drives. */
export async function openBrowserHost(folder: string): Promise<App | Unavailable> {
  const executablePath = await findChromium(root);
  if (!executablePath) return { reason: 'there is no Chromium here (npm test fetches one)' };
  const host = await serveByStart();
  const browser = await chromium.launch({
    executablePath,
    // A software adapter will do for WebGPU; Chromium's sandbox does not run as root.
    args: ['--enable-unsafe-webgpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(host.url);
  return {
    host: 'browser',
    page,
    drop: async (files) => {
      const contents = await Promise.all(
        files.map(async (file) => ({ name: path.basename(file), base64: (await readFile(file)).toString('base64') })),
      );
      const dataTransfer = await page.evaluateHandle((given) => {
        const transfer = new DataTransfer();
        for (const { name, base64 } of given) {
          transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
        }
        return transfer;
      }, contents);
      const stage = page.getByTestId('stage');
      for (const type of ['dragenter', 'dragover', 'drop']) await stage.dispatchEvent(type, { dataTransfer });
    },
    choose: async (files, open) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), open()]);
      await chooser.setFiles([...files]);
    },
    visit: async (query) => {
      await page.goto(`${host.origin}/${query}`);
    },
    save: async () => {
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save').click()]);
      const file = path.join(folder, 'saved', saved.suggestedFilename());
      await saved.saveAs(file);
      return file;
    },
    close: async () => {
      await browser.close();
      await host.close();
    },
  };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.on('exit', () => resolve());
    child.kill('SIGINT');
  });
}
