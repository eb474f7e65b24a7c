import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isComplete } from './is-complete.ts';
import { isSameWork, type Provenance, readProvenance } from './provenance.ts';

/**
 * Looks for a finished result of the same work in a folder: the output's name itself or a numbered one.
 *
 * @param name the result's name, by `outputName`.
 * @param wantedOf what would be made, as far as a result of the same name tells it (null: it does not); with its
 *   `quality`, as `resolveQuality` gives it, only that one counts.
 * @returns its absolute path and what made it; null where there is none, or only an incomplete one.
 */
export async function findExistingOutput(
  folder: string,
  name: string,
  wantedOf: (made: Provenance) => Provenance | null,
): Promise<{ readonly path: string; readonly made: Provenance } | null> {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const names = await readdir(folder).catch(() => []);
  const numbers = names.flatMap((found) => {
    if (found === name) return [{ found, n: 1 }];
    if (!found.startsWith(`${stem} (`) || !found.endsWith(`)${extension}`)) return [];
    const n = Number(found.slice(stem.length + 2, found.length - extension.length - 1));
    return Number.isInteger(n) && n > 1 ? [{ found, n }] : [];
  });
  for (const { found } of numbers.sort((a, b) => a.n - b.n)) {
    const path = join(folder, found);
    const made = await readProvenance(path);
    const wanted = made && wantedOf(made);
    if (wanted && isSameWork(made, wanted) && (await isComplete(path))) return { path, made };
  }
  return null;
}
