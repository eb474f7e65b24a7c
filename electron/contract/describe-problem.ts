import type { Problem, ProblemCode } from './problem.ts';

interface Words {
  /** What is wrong, with its numbers. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
  /** The same for the command line, where that has an option or a command for it. */
  readonly terminalHint?: string;
}

type Values = Problem['values'];

const pixels = (value: string | number | undefined) =>
  typeof value === 'number' ? value.toLocaleString('en') : String(value ?? '?');

const bytes = (value: string | number | undefined) =>
  typeof value === 'number' ? `${(value / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB` : '?';

const wording: Record<ProblemCode, (values: Values) => Words> = {
  'not-found': () => ({ reason: 'there is no such file or folder', hint: 'Check the name and the path.' }),
  unreadable: () => ({ reason: 'it may not be read', hint: 'Give yourself permission to read it.' }),
  'empty-file': () => ({ reason: 'the file is empty (0 bytes)', hint: 'Copy it again from where it came.' }),
  'not-a-picture': () => ({
    reason: 'its contents are not those of a picture',
    hint: 'Residual reads JPEG, PNG, WebP, TIFF, AVIF and still GIF.',
  }),
  damaged: (v) => ({
    reason: `the picture is cut short or damaged${v.detail ? ` (${v.detail})` : ''}`,
    hint: 'Copy it again from where it came.',
  }),
  'unsupported-format': (v) => ({
    reason: `${v.format ?? 'this format'} cannot be read`,
    hint: 'Save it as JPEG, PNG, WebP, TIFF or AVIF first.',
  }),
  animated: (v) => ({
    reason: `it is an animation of ${pixels(v.frames)} frames`,
    hint: 'Save the frame you want as a still picture.',
  }),
  'no-pictures': () => ({
    reason: 'the folder holds no pictures',
    hint: 'Choose another folder.',
    terminalHint: 'Choose another folder, or use --recursive to look into its folders too.',
  }),
  'side-too-long': (v) => ({
    reason: `the result would be ${pixels(v.width)} × ${pixels(v.height)} px; ${v.format} ends at ${pixels(v.limit)} a side`,
    hint: `Save as ${v.instead ?? 'PNG'}, or choose a smaller scale.`,
  }),
  'too-many-pixels': (v) => ({
    reason: `${v.direction === 'read' ? 'the picture has' : 'the result would have'} ${pixels(v.megapixels)} megapixels; ${v.format} would need too much memory above ${pixels(v.limit)}`,
    hint: v.direction === 'read' ? `Save it as ${v.instead ?? 'PNG'} first.` : `Save as ${v.instead ?? 'PNG'}.`,
  }),
  'disk-full': (v) => ({
    reason:
      v.needed === undefined
        ? 'the disk became full on the way'
        : `${bytes(v.needed)} are needed beside the result and ${bytes(v.free)} are free`,
    hint: 'Make room, or choose another folder to save in.',
  }),
  'destination-not-writable': (v) => ({
    reason: `nothing can be saved in ${v.folder}`,
    hint: 'Choose photos in another folder, or allow writing there.',
    terminalHint: 'Choose another folder to save in (--out), or allow writing there.',
  }),
  'destination-not-a-folder': (v) => ({
    reason: `${v.folder} is not a folder`,
    hint: 'Choose a folder to save in.',
  }),
  'overwrites-original': (v) => ({
    reason: `${v.output} was not made by Residual`,
    hint: 'Move it away, or save in another folder: only results are ever replaced.',
  }),
  'model-unknown': (v) => ({
    reason: 'there is no such model',
    hint: `Choose one of: ${v.known ?? '?'}.`,
  }),
  'model-scale': (v) => ({
    reason: `this model does not make ×${v.scale}`,
    hint: `It makes ${v.scales}.`,
  }),
  'model-precision': (v) => ({
    reason: `this model has no ${v.precision ?? 'such'} file for ×${v.scale}`,
    hint: `It has ${v.known ?? 'fp32'}.`,
  }),
  'model-damaged': (v) => ({
    reason: `the model's file is not what its card says${v.detail ? ` (${v.detail})` : ''}`,
    hint: 'Install Residual again.',
  }),
  'engine-unavailable': (v) => ({
    reason: `the ${v.engine ?? ''} engine cannot run here${v.detail ? ` (${v.detail})` : ''}`,
    hint: 'Choose another engine.',
    terminalHint: 'Choose another engine; `residual doctor` lists them.',
  }),
  'engine-failed': (v) => ({
    reason: `every engine failed on a part of it${v.detail ? ` (${v.detail})` : ''}`,
    hint: 'Try again, or choose another engine.',
    terminalHint: 'Try again; `residual doctor` says what works here.',
  }),
  'bad-result': (v) => ({
    reason: `a part of the result came out wrong on every engine (${v.detail ?? 'garbled'})`,
    hint: 'Update the graphics driver, or choose the native engine.',
  }),
  'out-of-memory': () => ({
    reason: 'there was not enough memory',
    hint: 'Close other programs and try again.',
    terminalHint: 'Close other programs, or choose a smaller tile (--tile 64).',
  }),
  'source-changed': () => ({ reason: 'the file changed while it was read', hint: 'Try again.' }),
  unexpected: (v) => ({ reason: `${v.detail ?? 'something unforeseen went wrong'}`, hint: 'Try again.' }),
};

/**
 * English words for a problem: subject, what is wrong in numbers, what to do.
 *
 * @param place where they are read: what to do has other names on a terminal.
 */
export function describeProblem(
  problem: Problem,
  place: 'screen' | 'terminal' = 'screen',
): { readonly reason: string; readonly hint: string; readonly sentence: string } {
  const { reason, hint: screenHint, terminalHint } = wording[problem.code](problem.values);
  const hint = place === 'terminal' ? (terminalHint ?? screenHint) : screenHint;
  return { reason, hint, sentence: `${problem.subject}: ${reason}. ${hint}` };
}
