import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type AdviserCard, adviserCardSchema } from '../../models/catalog/adviser-card.ts';
import { ProblemError } from '../contract/problem.ts';
import type { Adviser } from './engine.ts';

const cardName = 'auto.json';

/**
 * The adviser of a folder of networks; null where its card or its file is missing. The file itself is checked
 * when it is first read. Throws ProblemError `model-damaged` for a card that breaks the schema.
 */
export async function loadAdviser(folder: string): Promise<(Adviser & { readonly card: AdviserCard }) | null> {
  const text = await readFile(path.join(folder, cardName), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = adviserCardSchema.safeParse(readJson(text));
  if (!parsed.success) throw new ProblemError('model-damaged', cardName, { detail: parsed.error.message });
  const card = parsed.data;
  const file = path.join(folder, card.file.name);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  return isThere ? { key: card.key, file, hash: card.file.sha256, card } : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
