import { spawn } from 'node:child_process';
import { type Memory, memoryOfTree, processesAreKnown } from './process-tree.ts';

export interface EndedProgram {
  readonly seconds: number;
  /** '' where it ended well; else its exit status and its last words. */
  readonly failure: string;
  /** What it wrote to its standard output. */
  readonly output: string;
  /** The most that all its processes took at once; null where nobody looked, or nobody can. */
  readonly peak: Memory | null;
}

/** Between two looks at the memory, ms. */
const interval = 50;

/**
 * Runs a program from its start to its end, without a shell.
 *
 * @param watch looks at its memory, which costs it a little time.
 */
export async function runProgram(file: string, args: readonly string[], { watch = false } = {}): Promise<EndedProgram> {
  const start = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    words = (words + text).slice(-2000);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const peak = { rss: 0, pss: 0 };
  const look = () => {
    const now = memoryOfTree(child.pid!);
    peak.rss = Math.max(peak.rss, now.rss);
    peak.pss = Math.max(peak.pss, now.pss);
  };
  const timer = watch && processesAreKnown && child.pid ? setInterval(look, interval) : undefined;
  let seconds = 0;
  const end = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', () => {
      seconds = (performance.now() - start) / 1000;
    });
    // Later than `exit`: what it wrote has arrived.
    child.on('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? `exit status ${code}`}`));
  });
  clearInterval(timer);
  const last = words.trim().split('\n').slice(-lastLines).join('\n');
  return { seconds, failure: end && last ? `${end}:\n${last}` : end, output, peak: timer ? peak : null };
}

/** So many lines of what a failed program said are told: a Python traceback's end, a shell's one. */
const lastLines = 6;
