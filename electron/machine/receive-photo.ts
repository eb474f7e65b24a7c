import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../contract/problem.ts';
import { checkSpace } from '../image/check-space.ts';
import { safeFileName } from './file-name.ts';

/** Bytes that are written at once: with Node's own 16 KB, receiving took a fifth longer. */
const pieceBytes = 1e6;

export interface ReceivedPhoto {
  readonly path: string;
  /** The file's own folder; its results are written there too. */
  readonly folder: string;
  /** As the user knows it, made safe. */
  readonly name: string;
}

/**
 * Streams an uploaded photo into a folder of its own.
 *
 * @param parent existing private folder. @param bytes the request's Content-Length, null when not said.
 * @returns what was received. Rejects with ProblemError `disk-full`, or with the reason the stream broke
 * for; nothing stays then.
 */
export async function receivePhoto(
  parent: string,
  given: string,
  body: ReadableStream<Uint8Array> | null,
  bytes: number | null,
  signal: AbortSignal,
): Promise<ReceivedPhoto> {
  const name = safeFileName(given);
  const folder = path.join(parent, randomUUID());
  await mkdir(folder, { mode: 0o700 });
  const file = path.join(folder, name);
  try {
    if (bytes !== null) await checkSpace(parent, bytes, name);
    const source = body ? Readable.fromWeb(body as import('node:stream/web').ReadableStream) : Readable.from([]);
    await pipeline(source, createWriteStream(file, { flags: 'wx', mode: 0o600, highWaterMark: pieceBytes }), {
      signal,
    });
    return { path: file, folder, name };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new ProblemError('disk-full', name, { needed: bytes ?? 0, free: 0 }, { cause: error });
    }
    throw error;
  }
}
