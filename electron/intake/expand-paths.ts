import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Problem, ProblemError, problemOf } from '../contract/problem.ts';
import { readProvenance } from '../image/provenance.ts';

export type Found =
  | { readonly kind: 'photo'; readonly path: string }
  /** Made by Residual; a folder's own results are not its photos. */
  | { readonly kind: 'own-output'; readonly path: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

const pictureExtensions = new Set([
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.tif',
  '.tiff',
  '.avif',
  '.gif',
]);

/** Entries read of a folder at a time: with Node's 32 a hundred thousand take two and a half times as long. */
const entriesAtOnce = 1024;

/** What `outputName` makes; only files named so are looked into. */
const ownName = /_x[234](?: \(\d+\))?\.[^.]+$/i;

/**
 * Files and folders as the user named them → photos, in the order given, a folder's by name.
 *
 * A file named outright is always taken: whether it is a picture shows when it is opened. In folders,
 * pictures are known by their extension, hidden files are left out, symbolic links are followed to files
 * only (a link to a folder could lead round in circles). Nothing is listed twice.
 */
export async function* expandPaths(
  paths: readonly string[],
  options: { readonly recursive: boolean },
): AsyncGenerator<Found> {
  const seen = new Set<string>();
  for (const given of paths) {
    // An unset variable in a script; resolved, it would mean all photos of the current folder.
    if (given === '') {
      yield { kind: 'problem', problem: new ProblemError('not-found', "''").problem };
      continue;
    }
    const absolute = path.resolve(given);
    const facts = await stat(absolute).catch((error: NodeJS.ErrnoException) => error);
    if (facts instanceof Error) {
      yield { kind: 'problem', problem: problemOf(toProblem(facts, given), given) };
    } else if (facts.isDirectory()) {
      let pictures = 0;
      for await (const found of walk(absolute, options.recursive)) {
        if (found.kind !== 'problem') pictures++;
        if (found.kind !== 'problem' && seen.has(found.path)) continue;
        if (found.kind !== 'problem') seen.add(found.path);
        yield found;
      }
      if (pictures === 0) yield { kind: 'problem', problem: new ProblemError('no-pictures', given).problem };
    } else if (!seen.has(absolute)) {
      seen.add(absolute);
      yield { kind: 'photo', path: absolute };
    }
  }
}

async function* walk(folder: string, recursive: boolean): AsyncGenerator<Found> {
  let names: { name: string; folder: boolean; link: boolean }[];
  try {
    names = [];
    for await (const entry of await opendir(folder, { bufferSize: entriesAtOnce })) {
      names.push({ name: entry.name, folder: entry.isDirectory(), link: entry.isSymbolicLink() });
    }
  } catch (error) {
    yield { kind: 'problem', problem: problemOf(toProblem(error as NodeJS.ErrnoException, folder), folder) };
    return;
  }
  // Numbers in names count as numbers: IMG_9 before IMG_10.
  const byName = new Intl.Collator('en', { numeric: true });
  names.sort((a, b) => byName.compare(a.name, b.name));
  for (const { name, folder: isFolder, link } of names) {
    if (name.startsWith('.')) continue;
    const full = path.join(folder, name);
    if (isFolder) {
      if (recursive) yield* walk(full, recursive);
    } else if (pictureExtensions.has(path.extname(name).toLowerCase())) {
      if (link && !(await stat(full).catch(() => null))?.isFile()) continue;
      yield (await isOwnOutput(full)) ? { kind: 'own-output', path: full } : { kind: 'photo', path: full };
    }
  }
}

async function isOwnOutput(file: string): Promise<boolean> {
  if (!ownName.test(path.basename(file))) return false;
  // A file that cannot be read is the run's business, where it gets its own message.
  const provenance = await readProvenance(file).catch(() => null);
  return provenance !== null;
}

function toProblem(error: NodeJS.ErrnoException, subject: string): Error {
  if (/^(ENOENT|ENOTDIR|ENAMETOOLONG|ELOOP)$/.test(error.code ?? '')) return new ProblemError('not-found', subject);
  if (/^(EACCES|EPERM|EIO)$/.test(error.code ?? '')) return new ProblemError('unreadable', subject);
  return error;
}
