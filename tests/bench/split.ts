/**
 * Where the time of a whole job goes: its stages by themselves, one after the other, beside the whole of it.
 *
 *   npm run bench -- split [--megapixels 1,12,48] [--models photo-fast,photo] [--scale 4] [--rounds 3] [--format jpeg]
 *                          [--svg FILE] [--json FILE]
 *
 * Megapixels are of the output. Seconds are medians of rounds in which both are run by turns, with the engine's process
 * started and the network loaded (above 48 megapixels it is started anew each time). CPU seconds are of all cores. What
 * the stages do not explain is "rest, waiting": less than nothing where they run beside each other.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatSchema, type Settings, scaleSchema, settingsSchema } from '../../electron/contract/settings.ts';
import { createUpscaler } from '../support/upscale.ts';
import { drawSplit } from './draw-split.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { makePhoto, sidesFor } from './make-photo.ts';
import { median } from './median.ts';
import { cpuSecondsOfTree, processesAreKnown } from './process-tree.ts';
import { readClocks, type Spent } from './stopwatch.ts';
import { networkStage, stages, takeApart } from './take-apart.ts';

const { values } = parseArgs({
  options: {
    megapixels: { type: 'string', default: '1,12,48' },
    models: { type: 'string', default: 'photo-fast,photo' },
    scale: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    format: { type: 'string', default: 'jpeg' },
    svg: { type: 'string' },
    json: { type: 'string' },
  },
});
const scale = scaleSchema.parse(Number(values.scale));
const format = formatSchema.parse(values.format);
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));
const upscaler = await createUpscaler();

/** Rounds before those that count, seconds: sessions allocate in their first runs, and loops are compiled. */
const warmUp = 2;

/** The whole job: seconds, and those of processors in this process (`cpu`) and in the engine's (null: not known). */
async function runWhole(source: string, settings: Settings, results: string) {
  const before = { ...readClocks(), all: cpuSecondsOfTree(process.pid) };
  const outcome = await upscaler.upscale(source, settings, { folder: results });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  const after = { ...readClocks(), all: cpuSecondsOfTree(process.pid) };
  const cpu = after.cpu - before.cpu;
  const engine = processesAreKnown ? after.all - before.all - cpu : null;
  return { wall: after.wall - before.wall, cpu, engine, tiles: outcome.tiles };
}

async function inFreshFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const results = await mkdtemp(path.join(folder, 'results-'));
  const result = await work(results);
  await rm(results, { recursive: true });
  return result;
}

/** Both by turns: medians, in seconds. */
async function measure(model: string, source: string) {
  const settings = { ...settingsSchema.parse({ model, scale, cleanup: 0, engine: 'native' }), format };
  const wholeOnce = () => inFreshFolder((results) => runWhole(source, settings, results));
  const { tiles } = await wholeOnce();
  const apart = await takeApart(upscaler.models, { source, settings, tile: tiles });
  try {
    for (const start = readClocks().wall; readClocks().wall - start < warmUp; ) {
      await wholeOnce();
      await inFreshFolder(apart.run);
    }
    const wholes: Awaited<ReturnType<typeof runWhole>>[] = [];
    const parts: Awaited<ReturnType<typeof apart.run>>[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      wholes.push(await wholeOnce());
      parts.push(await inFreshFolder(apart.run));
    }
    const of = (stage: (typeof stages)[number], what: keyof Spent) => median(parts.map((part) => part[stage][what]));
    return {
      tiles,
      whole: median(wholes.map(({ wall }) => wall)),
      mainCpu: median(wholes.map(({ cpu }) => cpu)),
      engineCpu: processesAreKnown ? median(wholes.map(({ engine }) => engine!)) : null,
      parts: stages.map((name) => ({ name, seconds: of(name, 'wall'), cpu: of(name, 'cpu') })),
    };
  } finally {
    await apart.close();
  }
}

function print(label: string, { tiles, whole, mainCpu, engineCpu, parts }: Awaited<ReturnType<typeof measure>>): void {
  const line = (name: string, seconds: number, cpu: string) => {
    const share = `${((100 * seconds) / whole).toFixed(1)} %`;
    console.log(`${name.padEnd(18)}${seconds.toFixed(4).padStart(10)}${share.padStart(10)}${cpu.padStart(10)}`);
  };
  console.log(`\n${label}, ${tiles.count} tiles of ${tiles.width}×${tiles.height}`);
  console.log('stage                  wall s     share     CPU s');
  for (const { name, seconds, cpu } of parts) line(name, seconds, cpu.toFixed(4));
  const [sum, cpu] = [total(parts, 'seconds'), total(parts, 'cpu')];
  line('all stages', sum, cpu.toFixed(4));
  line('rest, waiting', whole - sum, '');
  line('whole job', whole, engineCpu === null ? '' : (mainCpu + engineCpu).toFixed(4));
  console.log(`  CPU of it: main process ${mainCpu.toFixed(3)} s, engine's ${engineCpu?.toFixed(2) ?? 'not known'} s`);
}

function total<Key extends string>(parts: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return parts.reduce((sum, part) => sum + part[key], 0);
}

try {
  const facts = machineFacts();
  printFacts(facts);
  const rows: object[] = [];
  const bars: Parameters<typeof drawSplit>[0]['bars'][number][] = [];
  for (const model of values.models.split(',')) {
    for (const asked of values.megapixels.split(',').map(Number)) {
      const { width, height } = sidesFor(asked, scale);
      const source = path.join(folder, `${model}-${asked}.jpg`);
      await makePhoto(source, width, height, 'jpeg');
      const megapixels = (width * height * scale ** 2) / 1e6;
      const measured = await measure(model, source);
      print(`${model} ×${scale}, ${megapixels.toFixed(1)} Mpx, ${format}`, measured);
      rows.push({ model, megapixels, ...measured, rest: measured.whole - total(measured.parts, 'seconds') });
      bars.push({ label: `${model}, ${asked} Mpx`, megapixels, ...measured });
    }
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ facts, rows }, null, 2)}\n`);
  if (values.svg) {
    const title = `Where the time of a whole job goes: ×${scale}, JPEG to ${format.toUpperCase()}`;
    const note = `${facts.processor}, ${facts.threads} threads, onnxruntime ${facts.onnxruntime}, Residual ${facts.residual}`;
    await writeFile(values.svg, drawSplit({ title, note, network: networkStage, bars }));
  }
} finally {
  await upscaler.close();
  await rm(folder, { recursive: true });
}
