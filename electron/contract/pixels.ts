import type { Scale } from './settings.ts';

/**
 * Addresses of pixels, the same on both hosts (relative to the page's origin).
 *
 * A view tile is the network's answer for a grid-aligned square of the source, `viewTileSize` input
 * pixels a side (less at the right and bottom edges). Its body holds two Int16 little-endian arrays
 * one after the other, first the upscaled input, then the learned residual: each [s·h, s·w, 3] RGB
 * interleaved, not clipped, in units of 1/`planeUnit` (models/inference/tile.ts). What is shown is
 * clip(upscaled + strength · residual). A network that restores takes `cleanup`, 0..1; null for the others.
 */
export const viewTileSize = 128;

export const pixelPaths = {
  viewTile: (job: string, model: string, scale: Scale, cleanup: number | null, column: number, row: number) =>
    `/api/jobs/${job}/view/${encodeURIComponent(model)}/${scale}/${column}/${row}${cleanup === null ? '' : `?cleanup=${cleanup}`}`,
  /** Longest side at most 192 px; JPEG, or WebP where the photo has transparency. */
  thumbnail: (job: string) => `/api/jobs/${job}/thumbnail`,
  /** The whole original, encoded as the thumbnail is, longest side at most `side` (clamped to 4096). */
  originalOverview: (job: string, side: number) => `/api/jobs/${job}/overview/original?side=${side}`,
  /** The whole result, encoded so too, once the job is done or skipped. */
  resultOverview: (job: string, side: number) => `/api/jobs/${job}/overview/result?side=${side}`,
  /** The result's own bytes, as an attachment under its name. */
  result: (job: string) => `/api/jobs/${job}/result`,
  /** POST: one photo's bytes, its name in the query; answers the job. Browser host only. */
  upload: (name: string) => `/api/photos?name=${encodeURIComponent(name)}`,
  /** POST JSON: a call. Browser host only; Electron's calls go through the preload bridge. */
  call: (name: string) => `/api/call/${name}`,
  /** Server-sent events; `Last-Event-ID` or `?after=` asks for the missed ones. Browser host only. */
  events: (after: number) => `/api/events?after=${after}`,
  /** POST JSON `offer`; answers `offerAnswer`. */
  offer: () => '/api/engine',
  /** GET long poll (answers within 25 s: 200 packed `TileWork`, 204 nothing yet, 404 offer forgotten). */
  work: (offer: string) => `/api/engine/${offer}/work`,
  /** POST the packed `TileAnswer`. */
  answer: (offer: string, work: string) => `/api/engine/${offer}/work/${work}`,
  /** A network's ONNX bytes by its file key. */
  network: (model: string) => `/api/models/${encodeURIComponent(model)}.onnx`,
} as const;
