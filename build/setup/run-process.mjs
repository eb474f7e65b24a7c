import { spawn } from 'node:child_process';

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

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
 *   passSignals?: boolean,
 * }} [options] `timeoutMs`: after that long the program is ended. `passSignals`: being asked to stop, or
 *   left alone by the shell that npm started it in, this process asks the program and waits for it to tidy up.
 * @returns {Promise<{ status: number | null, stopped: boolean }>} `status` null: it could not be started, was
 *   ended by a signal, or took too long. `stopped`: it was asked to stop (`passSignals`).
 */
export function runProcess(program, args, { cwd, env, stdio = 'inherit', timeoutMs, passSignals = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio,
      timeout: timeoutMs,
      // Windows: npm is a script that only its shell can start.
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
    });
    let stopped = false;
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      stopped = true;
      child.kill(signal);
    };
    if (passSignals) for (const signal of stopSignals) process.on(signal, pass);
    // Who ends npm ends its shell, and that tells nobody.
    const parent = process.ppid;
    const watch = passSignals ? setInterval(() => process.ppid !== parent && pass('SIGTERM'), 1000) : undefined;
    child.on('error', () => {
      clearInterval(watch);
      resolve({ status: null, stopped });
    });
    child.on('close', (status) => {
      clearInterval(watch);
      for (const signal of stopSignals) process.off(signal, pass);
      resolve({ status, stopped });
    });
  });
}
