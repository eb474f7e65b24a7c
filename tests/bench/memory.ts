/**
 * Peak memory of an upscale, summed over all its processes, against the size of the output.
 *
 *   npm run bench -- memory [--megapixels 24,96,400] [--from jpeg,png,tiff] [--to jpeg,png,tiff] [--folder DIR]
 *
 * Linux: reads /proc. RSS counts pages that processes share once for each; PSS divides them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makePhoto } from './make-photo.ts';
import { findResidual, runResidual } from './run-residual.ts';

const cli = await findResidual();
const extensions: Record<string, string> = { jpeg: 'jpg', png: 'png', tiff: 'tif', webp: 'webp', avif: 'avif' };

async function makeSource(folder: string, megapixels: number, format: string): Promise<string> {
  const side = Math.round(Math.sqrt((megapixels * 1e6) / 16 / 1.5));
  const [width, height] = [Math.round(1.5 * side), side];
  const file = path.join(folder, `${megapixels}-${format}.${extensions[format]}`);
  await makePhoto(file, width, height, format as 'jpeg');
  return file;
}

async function run(source: string, format: string, out: string) {
  const options = ['--model', 'photo-fast', '--format', format, '--out', out];
  const { peak, width, height, seconds, file } = await runResidual(cli, source, options, { watch: true });
  if (!peak) throw new Error('memory is read from /proc, which this system does not have');
  rmSync(file);
  return { ...peak, pixels: width * height, seconds };
}

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    megapixels: { type: 'string', default: '24,96,400' },
    from: { type: 'string', default: 'jpeg,png,tiff' },
    to: { type: 'string', default: 'jpeg,png,tiff' },
    folder: { type: 'string', default: os.tmpdir() },
  },
});
const folder = mkdtempSync(path.join(values.folder, 'residual-bench-'));
try {
  console.log('from  to    output Mpx   seconds   peak RSS MB   peak PSS MB   PSS ÷ the first size');
  for (const from of values.from.split(',')) {
    for (const to of values.to.split(',')) {
      let first = 0;
      for (const megapixels of values.megapixels.split(',').map(Number)) {
        const source = await makeSource(folder, megapixels, from);
        const { rss, pss, pixels, seconds } = await run(source, to, folder);
        rmSync(source);
        first ||= pss;
        const numbers = [
          (pixels / 1e6).toFixed(1),
          seconds.toFixed(1),
          rss.toFixed(0),
          pss.toFixed(0),
          (pss / first).toFixed(2),
        ];
        console.log(
          `${from.padEnd(6)}${to.padEnd(6)}${numbers.map((n, i) => n.padStart([10, 10, 14, 14, 23][i]!)).join('')}`,
        );
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
