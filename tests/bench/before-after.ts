/**
 * Makes the README's picture: photographs that training never saw, reduced to a quarter, then enlarged
 * ×4 by bicubic (strength 0) and by the network.
 *
 *   npm run bench -- before-after [--out docs/before-after.jpg]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { findPlaces } from '../../electron/engine/places.ts';
import { createUpscaler } from '../support/upscale.ts';

/** What is shown of each photograph, its own pixels; sides are multiples of the scale. */
const views = [
  { photo: 'kitten.jpg', left: 0, top: 0, width: 480, height: 256 },
  { photo: 'chelsea.jpg', left: 16, top: 8, width: 432, height: 232 },
];
const scale = 4;
const gap = 8;
const shown = { width: 480, height: 256 };

const { root } = findPlaces(import.meta.url);
const { values } = parseArgs({
  options: { out: { type: 'string', default: path.join(root, 'docs/before-after.jpg') } },
});
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-picture-'));
const upscaler = await createUpscaler();
try {
  const parts: OverlayOptions[] = [];
  for (const [row, { photo, ...view }] of views.entries()) {
    const small = path.join(folder, `${row}.png`);
    await sharp(path.join(root, 'tests/fixtures/photos', photo))
      .extract(view)
      .toBuffer()
      .then((cut) =>
        sharp(cut)
          .resize(view.width / scale, view.height / scale, { kernel: 'cubic' })
          .png()
          .toFile(small),
      );
    for (const [column, strength] of [0, 1].entries()) {
      const outcome = await upscaler.upscale(small, { scale, strength });
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
      const picture = await sharp(outcome.output.path).resize(shown.width, shown.height, { fit: 'cover' }).toBuffer();
      parts.push({ input: picture, left: column * (shown.width + gap), top: row * (shown.height + gap) });
    }
  }
  await sharp({
    create: {
      width: 2 * shown.width + gap,
      height: views.length * (shown.height + gap) - gap,
      channels: 3,
      background: '#fff',
    },
  })
    .composite(parts)
    .jpeg({ quality: 93, chromaSubsampling: '4:4:4' })
    .toFile(values.out);
  console.log(values.out);
} finally {
  await upscaler.close();
  await rm(folder, { recursive: true });
}
