import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, absolute. */
export const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Where the built app stands, absolute. */
export const outFolder = path.join(root, 'build', 'out');
