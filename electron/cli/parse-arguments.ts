import { parseArgs } from 'node:util';
import { z } from 'zod';
import { formatSchema, precisionSchema, type Settings, settingsSchema } from '../contract/settings.ts';

export type Command =
  | {
      readonly kind: 'upscale';
      readonly paths: readonly string[];
      readonly settings: Settings;
      readonly out: string | null;
      readonly tile: number | null;
      readonly recursive: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'serve'; readonly files: readonly string[]; readonly port: number | null }
  | { readonly kind: 'models' }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/** Wrong usage: exit status 2, with these words. */
export class UsageError extends Error {}

const upscaleOptions = {
  scale: { type: 'string', short: 's' },
  model: { type: 'string', short: 'm' },
  out: { type: 'string', short: 'o' },
  format: { type: 'string', short: 'f' },
  quality: { type: 'string', short: 'q' },
  strength: { type: 'string' },
  cleanup: { type: 'string' },
  engine: { type: 'string' },
  precision: { type: 'string' },
  tile: { type: 'string' },
  recursive: { type: 'boolean', short: 'r' },
  overwrite: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const commands = ['upscale', 'serve', 'models', 'doctor', 'help'] as const;

/**
 * The command line after the program's name. `residual photo.jpg` is short for `residual upscale photo.jpg`;
 * a file that is named like a command is written ./upscale.
 *
 * @throws UsageError with a sentence for the user.
 */
export function parseArguments(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { kind: 'help' };
  if (first === '--version' || first === '-v') return { kind: 'version' };
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help' };
  const command = commands.find((name) => name === first);
  switch (command) {
    case 'serve':
      return parseServe(rest);
    case 'models':
    case 'doctor':
      parse(rest, {}, false);
      return { kind: command };
    case 'upscale':
      return parseUpscale(rest);
    default:
      return parseUpscale(argv);
  }
}

function parseUpscale(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv, upscaleOptions, true);
  if (positionals.length === 0) throw new UsageError('Name at least one photo or folder: residual upscale photo.jpg');
  const settings = {
    scale: number(values.scale, '--scale', z.union([z.literal(2), z.literal(3), z.literal(4)]), '2, 3 or 4'),
    model: values.model,
    format: choice(values.format, '--format', ['same', ...formatSchema.options] as const),
    quality: number(values.quality, '--quality', z.int().min(1).max(100), 'a whole number from 1 to 100'),
    strength: number(values.strength, '--strength', z.number().min(0).max(2), 'a number from 0 to 2'),
    cleanup:
      values.cleanup === undefined || values.cleanup === 'auto'
        ? values.cleanup
        : number(values.cleanup, '--cleanup', z.number().min(0).max(1), 'auto, or a number from 0 to 1'),
    engine: choice(values.engine, '--engine', ['auto', 'native', 'webgpu-native'] as const),
    precision: choice(values.precision, '--precision', precisionSchema.options),
    overwrite: values.overwrite,
  };
  return {
    kind: 'upscale',
    paths: positionals,
    settings: settingsSchema.parse(settings),
    out: values.out ?? null,
    tile: number(values.tile, '--tile', z.int().min(16).max(4096), 'a whole number from 16 to 4096') ?? null,
    recursive: values.recursive ?? false,
    json: values.json ?? false,
  };
}

function parseServe(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv, { port: { type: 'string' } } as const, true);
  const port = number(values.port, '--port', z.int().min(0).max(65535), 'a whole number from 0 to 65535') ?? null;
  return { kind: 'serve', files: positionals, port };
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse<T extends Options>(argv: readonly string[], options: T, allowPositionals: boolean) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number<T>(text: string | undefined, option: string, schema: z.ZodType<T>, expected: string): T | undefined {
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(text.trim() === '' ? Number.NaN : Number(text));
  if (!parsed.success) throw new UsageError(`${option} takes ${expected}, not "${text}".`);
  return parsed.data;
}

function choice<const T extends readonly string[]>(
  text: string | undefined,
  option: string,
  choices: T,
): T[number] | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${option} takes ${choices.join(', ')}, not "${text}".`);
  return found;
}
