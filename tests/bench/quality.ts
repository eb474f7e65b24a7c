/**
 * Every shipped network on sets of test pictures, beside bicubic and Lanczos enlargements: mean PSNR-Y and SSIM-Y;
 * what its fp16 and int8 files lose. Restoring networks are told that the pictures are clean.
 *
 *   npm run bench -- quality --sets FOLDER [--names Set5,Set14] [--models photo,art] [--scales 2,4]
 *                    [--weights FOLDER] [--write] [--json] [--sheet FILE.jpg]
 *
 * FOLDER holds NAME/xSCALE/LR and NAME/xSCALE/HR with PNG files of equal names. --write puts the figures into the
 * networks' cards; --json prints machine, versions and figures; --sheet draws crops of the project's own test
 * photographs by every chosen network, at the first of the scales (and needs no --sets).
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Precision } from '../../electron/contract/settings.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { type ModelCard, modelCardSchema } from '../../models/catalog/model-card.ts';
import { createUpscaler } from '../support/upscale.ts';
import { drawContactSheet } from './contact-sheet.ts';
import { enlargeLanczos } from './lanczos.ts';
import { machineFacts } from './machine-facts.ts';
import { compareLuma, type Rgb } from './measures.ts';
import { enlargePlain, listPairs, readRgb } from './picture-sets.ts';

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    names: { type: 'string', default: 'Set5,Set14' },
    models: { type: 'string' },
    scales: { type: 'string', default: '4,3,2' },
    weights: { type: 'string', default: findPlaces(import.meta.url).weights },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    sheet: { type: 'string' },
  },
});
if (!values.sets && !values.sheet) throw new Error('Say where the sets are: npm run bench -- quality --sets FOLDER');

interface Score {
  readonly psnr: number;
  readonly ssim: number;
}

interface Figures {
  readonly key: string;
  readonly pictures: string;
  readonly count: number;
  readonly network: Score;
  readonly bicubic: Score;
  readonly lanczos: Score;
  /** PSNR-Y, dB, by precision. */
  readonly variants: Readonly<Record<string, number>>;
}

const scales = values.scales.split(',').map(Number);
const wanted = values.models?.split(',');
const { cards } = await loadModels(values.weights);
const chosen = cards.filter(({ model, scale }) => scales.includes(scale) && (!wanted || wanted.includes(model)));
const missing = wanted?.filter((model) => !chosen.some((card) => card.model === model)) ?? [];
if (missing.length > 0) console.error(`Not in ${values.weights} at these scales, left out: ${missing.join(', ')}`);

const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-quality-'));
const upscaler = await createUpscaler(values.weights);

async function upscale(low: string, { model, scale }: ModelCard, precision: Precision): Promise<Rgb> {
  const settings = { model, scale, precision, cleanup: 0, format: 'png', engine: 'native', overwrite: true } as const;
  const outcome = await upscaler.upscale(low, settings, { folder });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  const picture = await readRgb(outcome.output.path);
  await rm(outcome.output.path);
  return picture;
}

const meanOf = (scores: readonly Score[]): Score => ({
  psnr: scores.reduce((sum, { psnr }) => sum + psnr, 0) / scores.length,
  ssim: scores.reduce((sum, { ssim }) => sum + ssim, 0) / scores.length,
});

/** Bicubic and Lanczos are the same for every model: measured once for a set and scale. */
const plain = new Map<string, { bicubic: Score; lanczos: Score }>();

async function scorePlain(name: string, { scale }: ModelCard, pairs: Awaited<ReturnType<typeof listPairs>>) {
  const key = `${name} ${scale}`;
  const known = plain.get(key);
  if (known) return known;
  const [bicubic, lanczos]: [Score[], Score[]] = [[], []];
  for (const pair of pairs) {
    const [low, truth] = [await readRgb(pair.low), await readRgb(pair.high)];
    bicubic.push(compareLuma(await enlargePlain(low, scale), truth, scale));
    lanczos.push(compareLuma(enlargeLanczos(low, scale), truth, scale));
  }
  const scores = { bicubic: meanOf(bicubic), lanczos: meanOf(lanczos) };
  plain.set(key, scores);
  return scores;
}

async function measure(name: string, card: ModelCard): Promise<Figures | null> {
  const pairs = await listPairs(values.sets!, name, card.scale);
  if (pairs.length === 0) return null;
  const precisions = ['fp32', ...card.variants.map(({ precision }) => precision)] as const;
  const means: Record<string, Score> = {};
  for (const precision of precisions) {
    const scores: Score[] = [];
    for (const pair of pairs) {
      scores.push(compareLuma(await upscale(pair.low, card, precision), await readRgb(pair.high), card.scale));
    }
    means[precision] = meanOf(scores);
  }
  const { fp32, ...variants } = means;
  return {
    key: card.key,
    pictures: name,
    count: pairs.length,
    network: fp32!,
    ...(await scorePlain(name, card, pairs)),
    variants: Object.fromEntries(Object.entries(variants).map(([precision, { psnr }]) => [precision, psnr])),
  };
}

const columns = ['PSNR-Y', 'SSIM-Y', 'bicubic', 'SSIM-Y', 'Lanczos', 'SSIM-Y', 'fp16', 'int8'];
const header = `${'set'.padEnd(10)}${'network'.padEnd(18)}pictures${columns.map((name) => name.padStart(9)).join('')}`;

function line({ pictures, key, count, network, bicubic, lanczos, variants }: Figures): string {
  const scores = [network, bicubic, lanczos].flatMap(({ psnr, ssim }) => [psnr.toFixed(2), ssim.toFixed(4)]);
  const losses = ['fp16', 'int8'].map((one) => (one in variants ? (variants[one]! - network.psnr).toFixed(3) : '-'));
  const cells = [...scores, ...losses].map((cell) => cell.padStart(9)).join('');
  return `${pictures.padEnd(10)}${key.padEnd(18)}${String(count).padStart(8)}${cells}`;
}

/** Puts a set's figures into the network's card, in place of older ones of the same set. */
async function writeCard({ key, pictures, network, bicubic, lanczos }: Figures): Promise<void> {
  const file = path.join(values.weights, `${key}.json`);
  const card = JSON.parse(await readFile(file, 'utf8')) as ModelCard;
  const entry = {
    pictures,
    psnrY: Number(network.psnr.toFixed(2)),
    bicubicPsnrY: Number(bicubic.psnr.toFixed(2)),
    lanczosPsnrY: Number(lanczos.psnr.toFixed(2)),
    ssimY: Number(network.ssim.toFixed(4)),
    bicubicSsimY: Number(bicubic.ssim.toFixed(4)),
    lanczosSsimY: Number(lanczos.ssim.toFixed(4)),
  };
  const at = card.quality.findIndex((old) => old.pictures === pictures);
  card.quality.splice(at < 0 ? card.quality.length : at, at < 0 ? 0 : 1, entry);
  modelCardSchema.parse(card);
  await writeFile(file, `${JSON.stringify(card, null, 2)}\n`);
}

try {
  const figures: Figures[] = [];
  if (values.sets && !values.json) {
    console.log('dB of the luma; fp16 and int8: what they differ from fp32');
    console.log(header);
  }
  for (const name of values.sets ? values.names.split(',') : []) {
    for (const card of chosen) {
      const found = await measure(name, card);
      if (!found) continue;
      figures.push(found);
      if (!values.json) console.log(line(found));
      if (values.write) await writeCard(found);
    }
  }
  if (values.json) console.log(JSON.stringify({ machine: machineFacts(), figures }, null, 2));
  if (values.sheet) {
    const ofScale = chosen.filter(({ scale }) => scale === scales[0]);
    await drawContactSheet(values.sheet, scales[0] as ModelCard['scale'], ofScale, (file, card) =>
      upscale(file, card, 'fp32'),
    );
    if (!values.json) console.log(values.sheet);
  }
} finally {
  await upscaler.close();
  await rm(folder, { recursive: true });
}
