import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isProcessAlive } from './process-alive.ts';

/** Names of the machine's temporary folders: whose they are shows in them. */
export function temporaryPrefix(pid: number): string {
  return `residual-${pid}-`;
}

const ours = /^residual-(\d+)-[A-Za-z0-9]{6}$/;

/** Removes what runs that were killed have left in a folder. Those of living processes stay. */
export async function removeDeadFolders(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const pid = ours.exec(name)?.[1];
    if (!pid || isProcessAlive(Number(pid))) continue;
    // Another user's folder refuses, and stays.
    await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}
