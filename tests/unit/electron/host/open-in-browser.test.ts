import { describe, expect, it } from 'vitest';
import { openInBrowser } from '../../../../electron/host/open-in-browser.ts';

const url = 'http://127.0.0.1:7316/?token=a&b';

function commandsOf(platform: NodeJS.Platform, env: Record<string, string>) {
  const commands: string[] = [];
  openInBrowser(url, { platform, env, start: (command, args) => commands.push([command, ...args].join(' ')) });
  return commands;
}

describe('opening the browser', () => {
  it('uses each system’s own way', () => {
    expect(commandsOf('darwin', {})).toEqual([`open ${url}`]);
    expect(commandsOf('linux', { DISPLAY: ':0' })).toEqual([`xdg-open ${url}`]);
    expect(commandsOf('linux', { WAYLAND_DISPLAY: 'w' })).toEqual([`xdg-open ${url}`]);
    expect(commandsOf('win32', {})).toEqual([`cmd /c start "" ${url.replace('&', '^&')}`]);
  });

  it('does nothing without a display, on a build server, or when told so', () => {
    expect(commandsOf('linux', {})).toEqual([]);
    expect(commandsOf('darwin', { CI: 'true' })).toEqual([]);
    expect(commandsOf('win32', { RESIDUAL_NO_BROWSER: '1' })).toEqual([]);
  });
});
