import path from 'node:path';

export interface HostSystem {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
}

/**
 * Where every host keeps what can be found out again: the system's place for that, or XDG_CACHE_HOME wherever it is set.
 *
 * @returns an absolute path; the folder may not be there yet.
 */
export function cacheFolder({ platform, env, home }: HostSystem): string {
  const { XDG_CACHE_HOME: chosen, LOCALAPPDATA: local } = env;
  // What is not absolute is to be ignored, says the XDG Base Directory Specification.
  if (chosen && path.isAbsolute(chosen)) return path.join(chosen, 'residual');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'Residual');
  if (platform === 'win32') return path.join(local || path.join(home, 'AppData', 'Local'), 'Residual');
  return path.join(home, '.cache', 'residual');
}
