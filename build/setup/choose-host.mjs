/**
 * @typedef {{ kind: 'electron' } | { kind: 'browser', reason: string | null }} HostChoice
 * `reason`: why no window is opened, for the user; null when the browser was asked for.
 */

/**
 * Electron where it can show a window, else the browser host.
 *
 * @param {{
 *   asked: boolean,
 *   platform: NodeJS.Platform,
 *   env: Record<string, string | undefined>,
 *   isRoot: boolean,
 * }} facts `asked`: the user asked for the browser.
 * @returns {HostChoice}
 */
export function chooseHost({ asked, platform, env, isRoot }) {
  if (asked) return { kind: 'browser', reason: null };
  if (platform === 'linux') {
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return { kind: 'browser', reason: 'there is no display' };
    if (isRoot) return { kind: 'browser', reason: 'Electron does not run as root' };
  }
  return { kind: 'electron' };
}
