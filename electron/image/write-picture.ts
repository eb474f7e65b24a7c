import { randomUUID } from 'node:crypto';
import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metadata } from 'sharp';
import type { Samples } from '../../models/inference/tile.ts';
import type { Format } from '../contract/settings.ts';
import { convertSamples, type SampleLayout } from './convert-samples.ts';
import { encodeAs, planSamples, resolveQuality } from './encoding.ts';
import { checkFormat } from './format-limits.ts';
import { graftMissing } from './graft-missing.ts';
import { writeProblem } from './image-problem.ts';
import { openPicture } from './open-picture.ts';
import type { PictureFacts } from './picture.ts';
import type { Provenance } from './provenance.ts';
import { planMetadata } from './result-metadata.ts';
import { createRowCarrier } from './row-carrier.ts';
import { readSourceMetadata } from './source-metadata.ts';

/** Samples that go to the carrier at once. */
const batchSamples = 2 << 20;

/** Results up to this wait in memory: of a thumbnail's time, opening and removing one more file is a tenth. */
const smallBytes = 8e6;

export interface PictureWriterOptions extends SampleLayout {
  /** The source's, by `probePicture`: its metadata is carried over. */
  readonly facts: PictureFacts;
  /** The result's size, pixels. */
  readonly width: number;
  readonly height: number;
  readonly format: Format;
  /** 1..100; null: the format's default. */
  readonly quality: number | null;
  readonly scale: number;
  /** Where the temporary files go; it needs width · height · channels · depth / 8 bytes and the result's. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly provenance: Provenance;
}

export interface PictureWriter {
  /** Takes any number of whole rows, [rows, width, channels], in order from the top. */
  writeRows(rows: Samples): Promise<void>;
  /**
   * Encodes what was written. The file at `path` (in the folder) is whole; `placePicture` sees to it that the disk has it.
   * `warnings`: what of the source could not be kept, in words.
   */
  finish(): Promise<{ readonly path: string; readonly warnings: readonly string[] }>;
  /** Deletes everything; for whenever the picture will not be finished. Never rejects. */
  abort(): Promise<void>;
}

/**
 * Writes a result: rows go to a carrier file and from there through the encoder in one pass, so memory does
 * not depend on the picture's height (WebP and AVIF excepted: `checkFormat`). Kept are the colour profile
 * byte for byte, EXIF, XMP, IPTC, and the print size (dots per inch grow by the scale).
 *
 * An aborted signal rejects the call in progress with its reason, once the encoder has let go; after any
 * rejection no file is left. Throws ProblemError: side-too-long, too-many-pixels, disk-full,
 * destination-not-writable, out-of-memory; of the source: as `probePicture`.
 */
export async function createPictureWriter(options: PictureWriterOptions): Promise<PictureWriter> {
  const { facts, width, height, format, folder, signal, channels } = options;
  signal.throwIfAborted();
  const layout = planSamples(format, options);
  checkFormat(format, width, height, facts.name, layout.channels === 4 || layout.channels === 2);
  const quality = resolveQuality(format, options.quality);
  const density = facts.density === null ? null : facts.density * options.scale;
  const source = await readSourceMetadata(facts);
  const kept = planMetadata(source, {
    ...layout,
    format,
    width,
    height,
    density,
    provenance: { ...options.provenance, quality },
  });
  const carrierPath = join(folder, `rows-${randomUUID()}.png`);
  const path = join(folder, `result-${randomUUID()}.${format}`);
  const removeAll = async () => {
    for (const file of [carrierPath, path, `${path}.graft`]) await rm(file, { force: true }).catch(() => undefined);
  };
  const small = width * height * layout.channels * (layout.depth / 8) <= smallBytes;
  const carrier = await createRowCarrier(small ? null : carrierPath, {
    ...layout,
    width,
    height,
    density,
    ...kept.carried,
  }).catch(async (error) => {
    await removeAll();
    throw await writeProblem(error, folder, facts.name);
  });
  // A strip of a wide picture is large, and is copied some times on its way.
  const batch = Math.max(1, Math.floor(batchSamples / (width * channels)));
  let written = 0;
  let open = true;
  const close = async () => {
    if (open) await carrier.close().catch(() => undefined);
    open = false;
  };
  const abort = async () => {
    await close();
    await removeAll();
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      signal.throwIfAborted();
      const result = await work();
      signal.throwIfAborted();
      return result;
    } catch (error) {
      await abort();
      throw signal.aborted ? signal.reason : await writeProblem(error, folder, facts.name);
    }
  };

  const encode = async (rows: Buffer | null): Promise<Metadata> => {
    const picture = openPicture(rows ?? carrierPath)
      .keepIccProfile()
      .keepExif()
      .withXmp(kept.xmp);
    // sharp cannot be stopped; a carrier that ends early stops it within a few rows.
    const stop = () => void truncate(carrierPath).catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await encodeAs(picture, format, { ...layout, width, height, quality, density }).toFile(path);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    const metadata = await openPicture(path).metadata();
    if (metadata.width !== width || metadata.height !== height) throw new Error('the encoder wrote another size');
    return metadata;
  };

  return {
    writeRows: (rows) =>
      guarded(async () => {
        const count = rows.length / (width * channels);
        if (!Number.isInteger(count) || written + count > height) {
          throw new RangeError(`writeRows: ${rows.length} samples are no whole rows of what is left`);
        }
        for (let row = 0; row < count; row += batch) {
          const piece = rows.subarray(row * width * channels, (row + batch) * width * channels);
          await carrier.write(convertSamples(piece, options, layout));
        }
        written += count;
      }),
    finish: () =>
      guarded(async () => {
        if (written < height) throw new RangeError(`finish: ${written} of ${height} rows were written`);
        const rows = await carrier.end();
        signal.throwIfAborted();
        const metadata = await encode(rows);
        await close();
        if (!rows) await rm(carrierPath);
        const lost = await graftMissing(path, format, metadata, kept);
        return { path, warnings: [...layout.warnings, ...kept.warnings, ...lost] };
      }),
    abort,
  };
}
