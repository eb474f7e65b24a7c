import { z } from 'zod';

/** Everything the outside world can do to a run, one code each; `describeProblem` has the words. */
export const problemCodes = [
  'not-found',
  'unreadable',
  'empty-file',
  'not-a-picture',
  'damaged',
  'unsupported-format',
  'animated',
  'no-pictures',
  'side-too-long',
  'too-many-pixels',
  'disk-full',
  'destination-not-writable',
  'destination-not-a-folder',
  'overwrites-original',
  'model-unknown',
  'model-scale',
  'model-precision',
  'model-damaged',
  'engine-unavailable',
  'engine-failed',
  'bad-result',
  'out-of-memory',
  'source-changed',
  'unexpected',
] as const;

export const problemSchema = z.object({
  code: z.enum(problemCodes),
  /** What it happened to: a file's name as the user knows it, a model's id. */
  subject: z.string(),
  /** The numbers and names that the wording needs. */
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

export type ProblemCode = (typeof problemCodes)[number];
export type Problem = z.infer<typeof problemSchema>;

/** Carries a problem through code that awaits; it becomes a plain value again at every boundary. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, subject: string, values: Problem['values'] = {}, options?: ErrorOptions) {
    super(`${code}: ${subject}`, options);
    this.name = 'ProblemError';
    this.problem = { code, subject, values };
  }
}

/** The problem an error stands for; anything unforeseen keeps its own words. */
export function problemOf(error: unknown, subject: string): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', subject, values: { detail } };
}
