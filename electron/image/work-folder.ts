import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { ProblemError } from '../contract/problem.ts';
import { writeProblem } from './image-problem.ts';
import { isProcessAlive } from './process-alive.ts';

const prefix = '.residual-tmp-';
/** Says which process made a folder, more exactly than its number: numbers are used again. */
const ownerFile = 'owner';

export interface WorkFolder {
  readonly path: string;
  /** Deletes it with all that is in it. */
  close(): Promise<void>;
}

/**
 * Makes a hidden folder for temporary files inside the destination (same volume, so that what is finished
 * can be moved in one step), which is made too where it is missing. Folders that dead processes of this
 * computer left there are deleted.
 *
 * Throws ProblemError (subject: the destination's name): destination-not-writable,
 * destination-not-a-folder, disk-full.
 */
export async function openWorkFolder(destination: string): Promise<WorkFolder> {
  const name = `${prefix}${hostTag()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const path = join(destination, name);
  const subject = basename(destination) || destination;
  try {
    await mkdir(destination, { recursive: true });
    if (!(await stat(destination)).isDirectory()) {
      throw new ProblemError('destination-not-a-folder', subject, { folder: destination });
    }
    await removeDead(destination);
    await mkdir(path);
    own.add(name);
    ownStart ??= await startOf(process.pid);
    await writeFile(join(path, ownerFile), ownStart);
  } catch (error) {
    await remove(path).catch(() => undefined);
    throw await writeProblem(error, destination, subject);
  }
  return {
    path,
    close: async () => {
      await remove(path);
      own.delete(name);
    },
  };
}

/** Names of this process's own, which are not looked into: beside a photo those of its neighbours in the line stand. */
const own = new Set<string>();
let ownStart: string | undefined;

/** Another program (a virus scanner, an indexer) may hold a file for a moment. */
const remove = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

const hostTag = () => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

async function removeDead(destination: string): Promise<void> {
  const mine = new RegExp(`^\\${prefix}${hostTag()}-(\\d+)-[0-9a-f]+$`);
  for (const name of await readdir(destination)) {
    const pid = Number(name.match(mine)?.[1] ?? 0);
    if (pid === 0 || own.has(name) || (await isOwnerAlive(pid, join(destination, name)))) continue;
    // What cannot be deleted is no reason not to work; a later run tries again.
    await remove(join(destination, name)).catch(() => undefined);
  }
}

async function isOwnerAlive(pid: number, folder: string): Promise<boolean> {
  if (!isProcessAlive(pid)) return false;
  const owner = await readFile(join(folder, ownerFile), 'utf8').catch(() => '');
  const start = await startOf(pid);
  return owner === '' || start === '' || owner === start;
}

/** When a process started, exactly enough to tell it from a later one of the same number; '' if unknown. */
async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return '';
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  // The 22nd field; the second is a name in brackets that may hold anything (proc_pid_stat(5)).
  const ticks = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? '' : `${boot.trim()} ${ticks}`;
}
