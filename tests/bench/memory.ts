/**
 * Peak memory of an upscale, summed over all its processes, against the size of the output.
 *
 *   npm run bench -- memory [--megapixels 24,96,384] [--from jpeg,png,tiff] [--to jpeg,png,tiff] [--model photo-fast]
 *                           [--check] [--folder DIR] [--json FILE]
 *
 * --check opens each lossless result anew and compares nine places of it with the same ones upscaled alone.
 * Linux: reads /proc. RSS counts pages that processes share once for each; PSS divides them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts, printFacts } from './machine-facts.ts';
import { makePhoto } from './make-photo.ts';
import { findResidual, runResidual } from './run-residual.ts';
import { type SpotCheck, spotCheck } from './spot-check.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    megapixels: { type: 'string', default: '24,96,384' },
    from: { type: 'string', default: 'jpeg,png,tiff' },
    to: { type: 'string', default: 'jpeg,png,tiff' },
    model: { type: 'string', default: 'photo-fast' },
    check: { type: 'boolean', default: false },
    folder: { type: 'string', default: os.tmpdir() },
    json: { type: 'string' },
  },
});
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
  const options = ['--model', values.model, '--format', format, '--out', out];
  const { peak, width, height, seconds, file } = await runResidual(cli, source, options, { watch: true });
  if (!peak) throw new Error('memory is read from /proc, which this system does not have');
  const lossless = format === 'png' || format === 'tiff';
  const spots = values.check && lossless ? await spotCheck(source, file, values.model) : null;
  rmSync(file);
  return { ...peak, pixels: width * height, seconds, spots };
}

const facts = machineFacts();
printFacts(facts);
const rows: object[] = [];

function wordsOf(spots: SpotCheck | null): string {
  return spots ? `   ${spots.spots} places differ by at most ${spots.worst}` : '';
}

const folder = mkdtempSync(path.join(values.folder, 'residual-bench-'));
try {
  console.log('\nfrom  to    output Mpx   seconds   peak RSS MB   peak PSS MB   PSS ÷ the first size');
  for (const from of values.from.split(',')) {
    for (const to of values.to.split(',')) {
      let first = 0;
      for (const megapixels of values.megapixels.split(',').map(Number)) {
        const source = await makeSource(folder, megapixels, from);
        const { rss, pss, pixels, seconds, spots } = await run(source, to, folder);
        rmSync(source);
        first ||= pss;
        rows.push({ from, to, model: values.model, megapixels: pixels / 1e6, seconds, rss, pss, spots });
        const numbers = [
          (pixels / 1e6).toFixed(1),
          seconds.toFixed(1),
          rss.toFixed(0),
          pss.toFixed(0),
          (pss / first).toFixed(2),
        ];
        console.log(
          `${from.padEnd(6)}${to.padEnd(6)}${numbers.map((n, i) => n.padStart([10, 10, 14, 14, 23][i]!)).join('')}${wordsOf(spots)}`,
        );
      }
    }
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ facts, rows }, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
