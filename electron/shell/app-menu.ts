import { Menu } from 'electron';

/** macOS needs a menu for copy, paste and quit; elsewhere the screen has all there is. */
export function setAppMenu(platform: NodeJS.Platform): void {
  const roles = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate([...roles]) : null);
}
