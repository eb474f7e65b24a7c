import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopOnSignals } from '../../../../electron/cli/stop-on-signals.ts';

function fakeProcess() {
  const said: string[] = [];
  const exits: number[] = [];
  const process = Object.assign(new EventEmitter(), {
    exitCode: 0 as number | undefined,
    exit: (status: number) => exits.push(status),
    stdout: new EventEmitter(),
    stderr: Object.assign(new EventEmitter(), { write: (text: string) => said.push(text) }),
  });
  return { process, said, exits };
}

describe('stopping the command line', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the work, a second one the process', (name) => {
    const { process, exits } = fakeProcess();
    let now = 0;
    const signal = stopOnSignals(process, () => now);
    expect(signal.aborted).toBe(false);
    process.emit(name);
    expect([signal.aborted, exits]).toEqual([true, []]);
    now = 3000;
    process.emit(name);
    expect(exits).toEqual([1]);
  });

  it('takes one Ctrl-C that arrives twice for one', () => {
    const { process, exits } = fakeProcess();
    let now = 500;
    const signal = stopOnSignals(process, () => now);
    process.emit('SIGINT');
    now = 520;
    process.emit('SIGINT');
    expect([signal.aborted, exits]).toEqual([true, []]);
  });

  it('stops without a word when the reader of the output has gone', () => {
    const { process, said } = fakeProcess();
    const signal = stopOnSignals(process);
    process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect([signal.aborted, process.exitCode, said]).toEqual([true, 1, []]);
  });

  it('says once when the output cannot be written', () => {
    const { process, said } = fakeProcess();
    stopOnSignals(process);
    process.stdout.emit('error', Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    process.stdout.emit('error', Object.assign(new Error('destroyed'), { code: 'ERR_STREAM_DESTROYED' }));
    process.stderr.emit('error', new Error('gone too'));
    expect(process.exitCode).toBe(1);
    expect(said).toEqual(['residual: the output could not be written (no space left)\n']);
  });
});
