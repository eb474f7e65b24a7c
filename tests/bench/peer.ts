/**
 * This app's command line against another program on the same photo, whole processes by turns.
 *
 *   npm run bench -- peer --peer "COMMAND {input} {output}" [--peer-name NAME] [--photo FILE | --megapixels 12]
 *                         [--scale 4] [--model photo-fast] [--format png] [--rounds 3] [--json FILE]
 *
 * COMMAND is run without a shell; quotes hold spaces together, and {scale} is filled in too. With the same network as
 * --model's it compares programs, with another one networks as well:
 *   --peer "realesrgan-ncnn-vulkan -i {input} -o {output} -s {scale} -n realesr-animevideov3"
 * Megapixels are of the output. Memory is looked at in a round before those that are timed: all processes of a program
 * together, shared pages once for each (Linux). PSNR is of the luma, borders of as many pixels as the scale left out.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { outputName } from '../../electron/contract/output-name.ts';
import { formatSchema, scaleSchema } from '../../electron/contract/settings.ts';
import { probePicture } from '../../electron/image/probe.ts';
import { machineFacts, printFacts } from './machine-facts.ts';
import { makePhoto, sidesFor } from './make-photo.ts';
import { psnrOfLuma } from './measures.ts';
import { median } from './median.ts';
import { fillPeerCommand, parsePeerCommand } from './peer-command.ts';
import { readRgb } from './picture-sets.ts';
import { type EndedProgram, runProgram } from './run-program.ts';
import { findResidual, runResidual } from './run-residual.ts';

const { values } = parseArgs({
  options: {
    peer: { type: 'string', default: '' },
    'peer-name': { type: 'string', default: 'peer' },
    photo: { type: 'string' },
    megapixels: { type: 'string', default: '12' },
    scale: { type: 'string', default: '4' },
    model: { type: 'string', default: 'photo-fast' },
    format: { type: 'string', default: 'png' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const command = parsePeerCommand(values.peer);
const scale = scaleSchema.parse(Number(values.scale));
const format = formatSchema.parse(values.format);
const folder = await mkdtemp(path.join(os.tmpdir(), 'residual-bench-'));

interface Program {
  readonly name: string;
  /** From the photo to `output`, which is not there before. */
  run(options: { watch: boolean }): Promise<EndedProgram>;
  readonly output: string;
}

interface Measured {
  readonly name: string;
  readonly seconds: number[];
  readonly peak: EndedProgram['peak'];
  /** Of its picture, pixels. */
  readonly width: number;
  readonly height: number;
}

async function makeSource(): Promise<string> {
  if (values.photo) return path.resolve(values.photo);
  const { width, height } = sidesFor(Number(values.megapixels), scale);
  const file = path.join(folder, 'photo.jpg');
  await makePhoto(file, width, height, 'jpeg');
  return file;
}

/** Once; throws with what a program that failed said last. */
async function runOnce({ name, run, output }: Program, watch: boolean): Promise<EndedProgram> {
  await rm(output, { force: true });
  const ended = await run({ watch });
  if (ended.failure) throw new Error(`${name}: ${ended.failure}`);
  return ended;
}

/** A first time, for its memory and the size of its picture. */
async function open(program: Program): Promise<Measured> {
  const { peak, output } = await runOnce(program, true);
  const { width, height } = await sharp(program.output, { limitInputPixels: false })
    .metadata()
    .catch((error: Error) => {
      throw new Error(`${program.name} ended well and left no picture (${error.message})\n${output.slice(-500)}`);
    });
  return { name: program.name, seconds: [], peak, width, height };
}

/** What the two are, for one photo. */
async function openPrograms(source: string, name: string): Promise<readonly Program[]> {
  const cli = await findResidual();
  const out = path.join(folder, 'residual');
  const options = ['--model', values.model, '--scale', String(scale), '--format', format, '--engine', 'native'];
  const output = path.join(folder, `peer${path.extname(name)}`);
  const [file, ...args] = fillPeerCommand(command, { input: source, output, scale: String(scale) });
  return [
    {
      name: `residual, ${values.model}`,
      run: (watching) => runResidual(cli, source, [...options, '--out', out], watching),
      output: path.join(out, name),
    },
    { name: values['peer-name'], run: (watching) => runProgram(file, args, watching), output },
  ];
}

async function compare(source: string): Promise<void> {
  const photo = await probePicture(source);
  const [width, height] = [scale * photo.width, scale * photo.height];
  const programs = await openPrograms(source, outputName(photo.name, scale, format));
  const measured: Measured[] = [];
  for (const program of programs) measured.push(await open(program));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, program] of programs.entries()) {
      measured[index]!.seconds.push((await runOnce(program, false)).seconds);
    }
  }

  const facts = machineFacts();
  printFacts(facts);
  const megapixels = (width * height) / 1e6;
  console.log(`\n${photo.width}×${photo.height} to ${width}×${height}, ${megapixels.toFixed(1)} Mpx, ${format}`);
  console.log('program                       s   output Mpx/s   ÷ residual   peak RSS MB   picture');
  const own = median(measured[0]!.seconds);
  const rows = measured.map(({ seconds, ...rest }) => {
    const right = rest.width === width && rest.height === height;
    return { ...rest, right, seconds, median: median(seconds), ratio: median(seconds) / own };
  });
  for (const row of rows) {
    const cells = [
      row.name.padEnd(22),
      row.median.toFixed(2).padStart(9),
      (megapixels / row.median).toFixed(2).padStart(15),
      row.ratio.toFixed(2).padStart(13),
      (row.peak?.rss.toFixed(0) ?? 'not known').padStart(14),
      `   ${row.width}×${row.height}${row.right ? '' : ', which is not the size asked for'}`,
    ];
    console.log(cells.join(''));
  }
  let psnr: number | null = null;
  if (rows.every(({ right }) => right)) {
    const [ours, theirs] = await Promise.all(programs.map(({ output }) => readRgb(output)));
    psnr = psnrOfLuma(ours!, theirs!, scale);
    console.log(`PSNR between the two: ${psnr.toFixed(2)} dB`);
  }
  if (values.json) {
    const told = { facts, peer: values.peer, photo: { width: photo.width, height: photo.height }, rows, psnr };
    await writeFile(values.json, `${JSON.stringify(told, null, 2)}\n`);
  }
}

try {
  await compare(await makeSource());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
