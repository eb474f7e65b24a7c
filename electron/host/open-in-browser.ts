import { spawn } from 'node:child_process';

/** What opening depends on; a test brings its own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  start(command: string, args: readonly string[]): void;
}

/**
 * Shows an address in the user's browser, as far as that can be done; otherwise nothing happens, the
 * address is printed anyway.
 */
export function openInBrowser(url: string, { platform, env, start }: Surroundings = here): void {
  if (env.CI || env.RESIDUAL_NO_BROWSER) return;
  if (platform === 'darwin') {
    start('open', [url]);
  } else if (platform === 'win32') {
    // `start` is the shell's own; the empty argument is the window's title.
    start('cmd', ['/c', 'start', '""', url.replaceAll('&', '^&')]);
  } else if (env.DISPLAY || env.WAYLAND_DISPLAY) {
    // Without a display xdg-open falls back to browsers that take over the terminal.
    start('xdg-open', [url]);
  }
}

const here: Surroundings = {
  platform: process.platform,
  env: process.env,
  start: (command, args) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsVerbatimArguments: true });
    child.on('error', () => {});
    child.unref();
  },
};
