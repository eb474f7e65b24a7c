import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Problem, ProblemCode } from '../contract/problem.ts';

const statuses: Partial<Record<ProblemCode, number>> = {
  'not-found': 404,
  'model-unknown': 404,
  'model-scale': 404,
  'disk-full': 507,
  'engine-unavailable': 503,
  'engine-failed': 503,
  'bad-result': 503,
  'out-of-memory': 503,
  unexpected: 500,
};

/** A problem as an HTTP answer: its body is `{problem}`. */
export function problemAnswer(problem: Problem): Response {
  return Response.json(
    { problem },
    { status: statuses[problem.code] ?? 422, headers: { 'cache-control': 'no-store' } },
  );
}

/** An answer without more to say than its status. */
export function statusAnswer(status: number): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } });
}

/** Bytes that may be shown again without asking for `seconds`. */
export function bytesAnswer(bytes: Uint8Array, type: string, seconds = 0): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      'cache-control': seconds > 0 ? `private, max-age=${seconds}` : 'no-store',
    },
  });
}

/**
 * A file's bytes, streamed.
 * @param size of the file, bytes: an answer that ends early shows as broken instead of as a short file.
 */
export function fileAnswer(file: string, size: number, headers: Record<string, string>): Response {
  const source = createReadStream(file);
  const body = Readable.toWeb(source) as ReadableStream<Uint8Array>;
  return new Response(body, { headers: { ...headers, 'content-length': String(size) } });
}
