import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { findPlaces } from '../../electron/engine/places.ts';
import type { ModelCard } from '../../models/catalog/model-card.ts';
import type { Scale } from '../../models/inference/tile.ts';
import type { Rgb } from './measures.ts';
import { enlargePlain, readRgb } from './picture-sets.ts';

/** What is shown of each photograph, its own pixels; the side is a multiple of 2, 3 and 4. */
const side = 192;
const views = [
  { photo: 'kitten.jpg', left: 96, top: 24 },
  { photo: 'chelsea.jpg', left: 120, top: 60 },
  { photo: 'coffee.jpg', left: 60, top: 72 },
];
const gap = 6;
const labelHeight = 26;

/**
 * Draws crops of the project's own photographs, reduced by `scale` and enlarged again: a row for each, a column for
 * the bicubic, each network and the original, with labels.
 *
 * @param upscale a file by a network.
 */
export async function drawContactSheet(
  file: string,
  scale: Scale,
  cards: readonly ModelCard[],
  upscale: (file: string, card: ModelCard) => Promise<Rgb>,
): Promise<void> {
  const { root } = findPlaces(import.meta.url);
  const labels = [`bicubic ×${scale}`, ...cards.map(({ key }) => key), 'original'];
  const parts: OverlayOptions[] = [];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-sheet-'));
  try {
    for (const [row, { photo, left, top }] of views.entries()) {
      const whole = path.join(folder, `${row}.png`);
      const cut = { left, top, width: side, height: side };
      await sharp(path.join(root, 'tests/fixtures/photos', photo))
        .extract(cut)
        .removeAlpha()
        .png()
        .toFile(whole);
      const low = path.join(folder, `${row}-low.png`);
      await sharp(whole)
        .resize(side / scale, side / scale, { kernel: 'cubic' })
        .png()
        .toFile(low);
      const pictures = [await enlargePlain(await readRgb(low), scale)];
      for (const card of cards) pictures.push(await upscale(low, card));
      pictures.push(await readRgb(whole));
      for (const [column, { samples, width, height }] of pictures.entries()) {
        parts.push({
          input: Buffer.from(samples),
          raw: { width, height, channels: 3 },
          left: column * (side + gap),
          top: labelHeight + row * (side + gap),
        });
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  for (const [column, label] of labels.entries()) {
    const text = `<text x="${side / 2}" y="18" font-family="sans-serif" font-size="15" text-anchor="middle">${label}</text>`;
    parts.push({
      input: Buffer.from(
        `<svg width="${side}" height="${labelHeight}" xmlns="http://www.w3.org/2000/svg">${text}</svg>`,
      ),
      left: column * (side + gap),
      top: 0,
    });
  }
  await sharp({
    create: {
      width: labels.length * (side + gap) - gap,
      height: labelHeight + views.length * (side + gap) - gap,
      channels: 3,
      background: '#fff',
    },
  })
    .composite(parts)
    .jpeg({ quality: 93, chromaSubsampling: '4:4:4' })
    .toFile(file);
}
