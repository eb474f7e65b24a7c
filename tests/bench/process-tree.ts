import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux tells what its processes take, file by file (proc(5)). */
export const processesAreKnown = existsSync('/proc/self/stat');

/** MB. RSS counts pages that processes share once for each; PSS divides them. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
}

/** Memory of a process and all below it, summed; nothing once they are gone. */
export function memoryOfTree(root: number): Memory {
  let rss = 0;
  let pss = 0;
  for (const { id } of treeOf(root)) {
    const rollup = read(`/proc/${id}/smaps_rollup`);
    rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
    pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
  }
  return { rss, pss };
}

/** Seconds that a process and all below it were on a processor, with those that have ended; exact to a hundredth. */
export function cpuSecondsOfTree(root: number): number {
  // utime, stime, cutime, cstime.
  return treeOf(root).reduce((sum, { stat }) => sum + stat.slice(11, 15).reduce((a, b) => a + Number(b), 0), 0) / 100;
}

interface Listed {
  readonly id: number;
  /** What /proc/ID/stat says from the third field on: state, parent … */
  readonly stat: readonly string[];
}

function treeOf(root: number): readonly Listed[] {
  const all = new Map<number, Listed>();
  for (const name of processesAreKnown ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name)) continue;
    // The second field is a name in brackets that may hold anything.
    const stat = read(`/proc/${name}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
    all.set(Number(name), { id: Number(name), stat });
  }
  const below = (id: number): boolean => id === root || (all.has(id) && below(Number(all.get(id)!.stat[1])));
  return [...all.values()].filter(({ id }) => below(id));
}

/** '' where it ended between the listing and the reading. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
