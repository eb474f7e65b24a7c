import { stat } from 'node:fs/promises';

/** What tells a file from all others, whatever path, link or spelling leads to it; null where there is none. */
export async function fileIdentity(path: string): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  return stats && `${stats.dev}:${stats.ino}`;
}
