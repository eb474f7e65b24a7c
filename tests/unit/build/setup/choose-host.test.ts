import { describe, expect, it } from 'vitest';
import { chooseHost } from '../../../../build/setup/choose-host.mjs';

const linux = { asked: false, platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false } as const;

describe('npm start opens', () => {
  it('a window where there is a display', () => {
    expect(chooseHost(linux)).toEqual({ kind: 'electron' });
    expect(chooseHost({ ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual({ kind: 'electron' });
  });

  it('a window on Windows and macOS, which need no variable to tell of a display', () => {
    expect(chooseHost({ ...linux, platform: 'win32', env: {} })).toEqual({ kind: 'electron' });
    expect(chooseHost({ ...linux, platform: 'darwin', env: {} })).toEqual({ kind: 'electron' });
  });

  it('the browser, and says why, where there is no display or only root', () => {
    expect(chooseHost({ ...linux, env: {} })).toEqual({ kind: 'browser', reason: 'there is no display' });
    expect(chooseHost({ ...linux, isRoot: true })).toEqual({
      kind: 'browser',
      reason: 'Electron does not run as root',
    });
  });

  it('the browser when asked to', () => {
    expect(chooseHost({ ...linux, asked: true })).toEqual({ kind: 'browser', reason: null });
  });
});
