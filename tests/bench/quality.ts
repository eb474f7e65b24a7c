/**
 * Every shipped network on sets of test pictures, beside the bicubic enlargement: mean PSNR-Y and SSIM-Y.
 *
 *   npm run bench -- quality --sets FOLDER [--names Set5,Set14]
 *
 * FOLDER holds NAME/xSCALE/LR and NAME/xSCALE/HR with PNG files of equal names.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadModels } from '../../electron/engine/models.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { createUpscaler } from '../support/upscale.ts';
import { compareLuma, type Rgb } from './measures.ts';

const { values } = parseArgs({
  options: { sets: { type: 'string' }, names: { type: 'string', default: 'Set5,Set14' } },
});
if (!values.sets) throw new Error('Say where the sets are: npm run bench -- quality --sets FOLDER');

async function read(file: string): Promise<Rgb> {
  const picture = sharp(file, { ignoreIcc: true }).removeAlpha().toColourspace('srgb').raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${file}: ${info.channels} channels`);
  return { samples: new Uint8Array(data), width: info.width, height: info.height };
}

const { cards } = await loadModels(findPlaces(import.meta.url).weights);
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-quality-'));
const upscaler = await createUpscaler();
try {
  console.log('set     model         scale   pictures   PSNR-Y dB  SSIM-Y    bicubic PSNR-Y  SSIM-Y');
  for (const name of values.names.split(',')) {
    for (const { model, scale } of cards) {
      const set = path.join(values.sets, name, `x${scale}`);
      const pictures = (await readdir(path.join(set, 'LR')).catch(() => [])).filter((file) => file.endsWith('.png'));
      if (pictures.length === 0) continue;
      const sums = [0, 0, 0, 0];
      for (const picture of pictures) {
        const truth = await read(path.join(set, 'HR', picture));
        for (const [column, strength] of [1, 0].entries()) {
          const settings = { model, scale, strength, format: 'png', engine: 'native' } as const;
          const outcome = await upscaler.upscale(path.join(set, 'LR', picture), settings, { folder });
          if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
          const { psnr, ssim } = compareLuma(await read(outcome.output.path), truth, scale);
          sums[2 * column]! += psnr / pictures.length;
          sums[2 * column + 1]! += ssim / pictures.length;
        }
      }
      const [psnr, ssim, plainPsnr, plainSsim] = sums.map((sum, i) => sum.toFixed(i % 2 ? 4 : 2));
      const start = `${name.padEnd(8)}${model.padEnd(14)}×${scale}${String(pictures.length).padStart(14)}`;
      console.log(
        `${start}${psnr!.padStart(12)}${ssim!.padStart(8)}${plainPsnr!.padStart(18)}${plainSsim!.padStart(8)}`,
      );
    }
  }
} finally {
  await upscaler.close();
  await rm(folder, { recursive: true });
}
