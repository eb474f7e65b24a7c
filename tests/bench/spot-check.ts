import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { scaleSchema } from '../../electron/contract/settings.ts';
import { decodePicture } from '../../electron/image/decode-picture.ts';
import { openPicture } from '../../electron/image/open-picture.ts';
import { probePicture } from '../../electron/image/probe.ts';
import { readTile } from '../../electron/upscale/read-tile.ts';
import { createUpscaler } from '../support/upscale.ts';

/** Input pixels a side. */
const spotSide = 48;

export interface SpotCheck {
  readonly spots: number;
  /** Greatest difference of a sample, levels of 255. */
  readonly worst: number;
}

/**
 * Opens a result anew and compares places all over it, corners included, with the same places upscaled each by itself.
 *
 * @param result of `source` by the network of that model at scale 4, float32, in a lossless format.
 */
export async function spotCheck(source: string, result: string, model: string): Promise<SpotCheck> {
  const scale = scaleSchema.parse(4);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-spots-'));
  const upscaler = await createUpscaler();
  const { signal } = new AbortController();
  try {
    const network = upscaler.models.network(model, scale, 'fp32');
    const facts = await probePicture(source);
    const raster = await decodePicture(facts, folder, signal);
    const saved = await openPicture(result).metadata();
    if (saved.width !== scale * facts.width || saved.height !== scale * facts.height) {
      throw new Error(`${result} is ${saved.width} × ${saved.height}`);
    }
    const along = (size: number) => [0, Math.floor(0.37 * size), size - spotSide];
    let worst = 0;
    let spots = 0;
    for (const top of along(facts.height)) {
      for (const left of along(facts.width)) {
        const region = { left, top, width: spotSide, height: spotSide };
        const context = network.radius;
        const pixels = await readTile(raster, region, context);
        const size = spotSide + 2 * context;
        const crop = { left: context, top: context, width: spotSide, height: spotSide };
        const alone = await upscaler.engines.run(
          network,
          { pixels, width: size, height: size, crop, strength: 1, cleanup: null, want: 'picture' },
          { engine: 'native', signal, priority: 'batch' },
        );
        const there = await openPicture(result)
          .extract({ left: scale * left, top: scale * top, width: scale * spotSide, height: scale * spotSide })
          .raw()
          .toBuffer();
        if (there.length !== alone.pixels.length) throw new Error(`${there.length} samples at ${left}, ${top}`);
        for (const [i, value] of there.entries()) worst = Math.max(worst, Math.abs(value - alone.pixels[i]!));
        spots++;
      }
    }
    await raster.close();
    return { spots, worst };
  } finally {
    await upscaler.close();
    await rm(folder, { recursive: true });
  }
}
