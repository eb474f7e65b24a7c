import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const python = process.env.RESIDUAL_PYTHON ?? 'python3';
const training = path.resolve(import.meta.dirname, '../../models/training');

/** Which of these packages the Python of RESIDUAL_PYTHON (else python3) lacks, in words; '' when it has them all. */
export function missingPackages(packages: readonly string[]): string {
  const code = `import importlib.util as u; print(" ".join(p for p in ${JSON.stringify(packages)} if not u.find_spec(p)))`;
  const { status, stdout, error } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  if (error || status !== 0) return `there is no ${python}`;
  const missing = stdout.trim().split(' ').filter(Boolean);
  return missing.length === 0 ? '' : `${python} has no ${missing.join(', ')}; RESIDUAL_PYTHON names another`;
}

export interface ScriptResult {
  readonly status: number | null;
  readonly out: string;
}

/**
 * Runs a script of models/training.
 *
 * @param killAt the process is killed as soon as a line of its output fits.
 * @returns what it printed; rejects with it when it failed by itself.
 */
export function runScript(script: string, args: readonly (string | number)[], killAt?: RegExp): Promise<ScriptResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [path.join(training, script), ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    let out = '';
    let err = '';
    let killed = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (killAt?.test(out)) killed = child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0 || killed) resolve({ status, out });
      else reject(new Error(`${script} ended with ${status}:\n${out}${err}`));
    });
  });
}
