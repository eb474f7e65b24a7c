import { spawn } from 'node:child_process';

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{
 *   cwd?: string,
 *   env?: Record<string, string | undefined>,
 *   stdio?: import('node:child_process').StdioOptions,
 *   timeoutMs?: number,
 * }} [options] `timeoutMs`: after that long the program is ended.
 * @returns {Promise<{ status: number | null, output: string }>} `status` null: it could not be started, was
 *   ended by a signal, or took too long. `output`: what it wrote to streams that were piped.
 */
export function runProcess(program, args, { cwd, env, stdio = 'inherit', timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio,
      timeout: timeoutMs,
      // Windows: npm is a script that only its shell can start.
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ status: null, output: `${output}${error.message}` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}
