import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { TileFindings } from './tile-sizes.ts';

/** Days after which everything is found out anew: another driver may be faster, or what was short of memory have gone. */
const daysKept = 30;

const day = 24 * 60 * 60 * 1000;

const entrySchema = z.object({
  side: z.int().positive().nullable(),
  room: z.int().positive().nullable(),
  /** When it was found, milliseconds since 1970. */
  found: z.number(),
});

/** By device, then by network. */
const fileSchema = z.object({ version: z.literal(1), tiles: z.record(z.string(), z.record(z.string(), entrySchema)) });
type Kept = z.infer<typeof fileSchema>['tiles'];

export interface FindingsFile extends TileFindings {
  /** Resolves when all that was found until now is on disk, or could not be put there. */
  settled(): Promise<void>;
}

/**
 * What was found out about this machine's engines, in a file that may be deleted at any time. One that cannot be read,
 * or is of another version, counts as empty; where it cannot be written, the next start finds out again.
 *
 * @param file its absolute path; folders are made when there is something to keep.
 * @param now milliseconds since 1970.
 */
export async function openFindings(file: string, now: () => number = Date.now): Promise<FindingsFile> {
  let kept = await readKept(file, now());
  let writing: Promise<void> = Promise.resolve();
  return {
    read: (device, network) => kept[device]?.[network] ?? null,
    write: (device, network, finding) => {
      const add = (to: Kept) => withEntry(to, device, network, { ...finding, found: now() });
      kept = add(kept);
      const save = async () => {
        // Another window or command may have written meanwhile.
        kept = add({ ...kept, ...(await readKept(file, now())) });
        await writeWhole(file, `${JSON.stringify({ version: 1, tiles: kept }, null, 2)}\n`);
      };
      writing = writing.then(save).catch(() => undefined);
    },
    settled: () => writing,
  };
}

function withEntry(kept: Kept, device: string, network: string, entry: Kept[string][string]): Kept {
  return { ...kept, [device]: { ...kept[device], [network]: entry } };
}

async function readKept(file: string, now: number): Promise<Kept> {
  try {
    const { tiles } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const isFresh = ({ found }: { found: number }) => found <= now && now - found < daysKept * day;
    return Object.fromEntries(
      Object.entries(tiles).map(([device, networks]) => [
        device,
        Object.fromEntries(Object.entries(networks).filter(([, entry]) => isFresh(entry))),
      ]),
    );
  } catch {
    return {};
  }
}

/** Nobody ever reads half a file. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
