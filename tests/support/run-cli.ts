import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

export interface CliResult {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** Events of --json. */
  readonly events: { event: string; source: string; [key: string]: unknown }[];
}

const main = path.resolve(import.meta.dirname, '../../electron/cli/main.ts');

/** The command line as a user runs it, from source. `watch` sees the process while it runs. */
export function runCli(
  args: readonly string[],
  watch: (child: ChildProcess) => void = () => {},
  uid?: number,
  cwd = process.cwd(),
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing that the user's own runs found out is used or changed.
      env: { ...process.env, XDG_CACHE_HOME: path.join(os.tmpdir(), `residual-tests-${process.pid}`) },
      ...(uid ? { uid, gid: uid } : {}),
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const events = args.includes('--json')
        ? out
            .trim()
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : [];
      resolve({ status, out, err, events });
    });
    watch(child);
  });
}
