import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileAnswer } from './answers.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * One file of the built screen.
 *
 * @param folder absolute path; nothing outside is ever read.
 * @param pathname of the request, percent-encoded.
 * @returns null when there is no such file.
 */
export async function serveFile(folder: string, pathname: string): Promise<Response | null> {
  const file = resolveInside(folder, pathname === '/' ? '/index.html' : pathname);
  const type = file && types[path.extname(file)];
  if (!file || !type) return null;
  const facts = await stat(file).catch(() => null);
  if (!facts?.isFile()) return null;
  // Names under assets/ hold a hash of their contents; a new build names them anew.
  const lasting = pathname.startsWith('/assets/');
  return fileAnswer(file, facts.size, {
    'content-type': type,
    'cache-control': lasting ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
}

/** The absolute path, or null when the request leads out of the folder or is no proper path. */
export function resolveInside(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = path.join(folder, decoded);
  return file.startsWith(folder + path.sep) ? file : null;
}
