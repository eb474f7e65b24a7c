const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Process {
  on(signal: (typeof signals)[number], listener: () => void): unknown;
  exit(status: number): unknown;
  exitCode?: number | string | null | undefined;
  readonly stdout: { on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown };
  readonly stderr: { write(text: string): unknown; on(event: 'error', listener: () => void): unknown };
}

/**
 * One Ctrl-C can arrive twice: npm passes on to its child what the terminal has sent to both. What comes
 * within so many milliseconds of the first is the same wish.
 */
const echo = 1000;

/**
 * A signal for the run that is aborted at Ctrl-C and its like, and when nobody reads the output any more
 * (`| head -1`, a closed terminal, a full disk behind `>`). Asked a second time, the process ends at once,
 * whatever holds it up.
 *
 * @param clock milliseconds that only ever grow.
 */
export function stopOnSignals(process: Process, clock: () => number = () => performance.now()): AbortSignal {
  const stop = new AbortController();
  let asked = 0;
  for (const name of signals) {
    process.on(name, () => {
      if (stop.signal.aborted) {
        if (clock() - asked > echo) process.exit(1);
        return;
      }
      asked = clock();
      stop.abort(new DOMException('stopped by the user', 'AbortError'));
    });
  }
  process.stdout.on('error', (error) => {
    // A reader that has seen enough is no fault worth a word.
    if (error.code !== 'EPIPE' && !stop.signal.aborted) {
      process.stderr.write(`residual: the output could not be written (${error.message})\n`);
    }
    process.exitCode = 1;
    asked = clock();
    stop.abort(error);
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => {});
  return stop.signal;
}
