import { stat } from 'node:fs/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { type Problem, ProblemError } from '../contract/problem.ts';
import { scaleSchema } from '../contract/settings.ts';
import { type Models, readNetwork } from '../engine/models.ts';
import type { PictureFacts } from '../image/picture.ts';
import type { Photo } from '../queue/photo.ts';
import { bytesAnswer, fileAnswer, statusAnswer } from './answers.ts';
import { type Overviews, overviewType } from './overviews.ts';
import type { ViewTiles } from './view-tiles.ts';

export interface PixelRoutesParts {
  readonly models: Models;
  readonly tiles: ViewTiles;
  readonly overviews: Overviews;
  find(job: string): Readonly<Photo> | undefined;
}

const placeSchema = z.object({
  job: z.string(),
  model: z.string(),
  scale: z.coerce.number().pipe(scaleSchema),
  column: z.coerce.number().pipe(z.int().nonnegative()),
  row: z.coerce.number().pipe(z.int().nonnegative()),
});

const cleanupSchema = z.string().min(1).pipe(z.coerce.number()).pipe(z.number().min(0).max(1)).nullable();

const sideSchema = z.coerce.number().pipe(z.int().positive());
const longestSide = 4096;
const thumbnailSide = 192;

/** An original does not change under its id; a result does when it is made anew. */
const originalSeconds = 3600;

/** The GET paths of electron/contract/pixels.ts that give pixels and networks. */
export function pixelRoutes({ models, tiles, overviews, find }: PixelRoutesParts): Hono {
  const app = new Hono();

  app.get('/api/jobs/:job/view/:model/:scale/:column/:row', async (c) => {
    const place = placeSchema.safeParse(c.req.param());
    const cleanup = cleanupSchema.safeParse(c.req.query('cleanup') ?? null);
    if (!place.success || !cleanup.success) return statusAnswer(400);
    const { facts } = readable(find(place.data.job));
    const tile = await tiles.tile({ ...place.data, cleanup: cleanup.data, facts }, c.req.raw.signal);
    if (!tile) return statusAnswer(404);
    return bytesAnswer(new Uint8Array(tile.buffer, tile.byteOffset, tile.byteLength), 'application/octet-stream');
  });

  app.get('/api/jobs/:job/thumbnail', async (c) => {
    const { file, facts } = readable(find(c.req.param('job')));
    return bytesAnswer(await overviews.read(file, thumbnailSide, facts), overviewType(facts), originalSeconds);
  });

  app.get('/api/jobs/:job/overview/original', async (c) => {
    const side = sideSchema.safeParse(c.req.query('side'));
    if (!side.success) return statusAnswer(400);
    const { file, facts } = readable(find(c.req.param('job')));
    const bytes = await overviews.read(file, Math.min(longestSide, side.data), facts);
    return bytesAnswer(bytes, overviewType(facts), originalSeconds);
  });

  app.get('/api/jobs/:job/overview/result', async (c) => {
    const side = sideSchema.safeParse(c.req.query('side'));
    if (!side.success) return statusAnswer(400);
    const photo = find(c.req.param('job'));
    const { facts } = readable(photo);
    if (!photo?.output) return statusAnswer(404);
    const bytes = await overviews.read(photo.output.path, Math.min(longestSide, side.data), facts);
    return bytesAnswer(bytes, overviewType(facts));
  });

  app.get('/api/jobs/:job/result', async (c) => {
    const output = find(c.req.param('job'))?.output;
    if (!output) return statusAnswer(404);
    const facts = await stat(output.path).catch((cause: Error) => {
      throw new ProblemError('not-found', output.name, {}, { cause });
    });
    return fileAnswer(output.path, facts.size, {
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(output.name),
      'cache-control': 'no-store',
    });
  });

  app.get('/api/models/:file{.+\\.onnx}', async (c) => {
    const network = models.byKey(c.req.param('file').slice(0, -'.onnx'.length));
    if (!network) return statusAnswer(404);
    return bytesAnswer(await readNetwork(network), 'application/octet-stream');
  });

  return app;
}

/** The file and header of a photo that can be shown. Throws ProblemError for any other. */
function readable(photo: Readonly<Photo> | undefined): { file: string; facts: PictureFacts } {
  if (!photo) throw new ProblemError('not-found', '?');
  if (photo.path && photo.facts) return { file: photo.path, facts: photo.facts };
  const problem: Problem | null = photo.state.kind === 'failed' ? photo.state.problem : null;
  throw new ProblemError(problem?.code ?? 'unreadable', photo.name, problem?.values);
}

/** RFC 6266: a plain name for old readers, the true one in UTF-8. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
