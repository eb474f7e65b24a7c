/**
 * Peak memory of an upscale, summed over all its processes, against the size of the output.
 *
 *   npm run bench -- memory [--megapixels 24,96,400] [--from jpeg,png,tiff] [--to jpeg,png,tiff] [--folder DIR]
 *
 * Linux: reads /proc. RSS counts pages that processes share once for each; PSS divides them.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findPlaces } from '../../electron/engine/places.ts';
import { makePhoto } from './make-photo.ts';

const places = findPlaces(import.meta.url);
const extensions: Record<string, string> = { jpeg: 'jpg', png: 'png', tiff: 'tif', webp: 'webp', avif: 'avif' };

/** Every process below (and with) `root`, in MB; null once it is gone. */
function measure(root: number): { rss: number; pss: number } {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It ended between the listing and the reading.
    }
  }
  const below = (id: number): boolean => id === root || (parents.has(id) && below(parents.get(id)!));
  let rss = 0;
  let pss = 0;
  for (const id of [...parents.keys()].filter(below)) {
    try {
      const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
      rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
      pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
    } catch {
      // As above.
    }
  }
  return { rss, pss };
}

async function makeSource(folder: string, megapixels: number, format: string): Promise<string> {
  const side = Math.round(Math.sqrt((megapixels * 1e6) / 16 / 1.5));
  const [width, height] = [Math.round(1.5 * side), side];
  const file = path.join(folder, `${megapixels}-${format}.${extensions[format]}`);
  await makePhoto(file, width, height, format as 'jpeg');
  return file;
}

async function run(source: string, format: string, out: string) {
  const start = performance.now();
  const cli = path.join(places.root, process.env.RESIDUAL_BENCH_CLI ?? 'build/out/cli.js');
  const options = ['--model', 'photo-fast', '--format', format, '--out', out, '--json'];
  const child = spawn(process.execPath, [cli, 'upscale', source, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const peak = { rss: 0, pss: 0 };
  const timer = setInterval(() => {
    const now = measure(child.pid!);
    peak.rss = Math.max(peak.rss, now.rss);
    peak.pss = Math.max(peak.pss, now.pss);
  }, 50);
  const status = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(timer);
  if (status !== 0) throw new Error(`the run failed: ${text.trim().split('\n').at(-1)}`);
  const done = JSON.parse(text.trim().split('\n').at(-1)!) as { width: number; height: number; output: string };
  rmSync(done.output);
  return { ...peak, pixels: done.width * done.height, seconds: (performance.now() - start) / 1000 };
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
