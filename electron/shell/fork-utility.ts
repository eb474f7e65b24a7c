import { utilityProcess } from 'electron';
import type { EngineAnswer, SpawnEngineProcess } from '../engine/native-engine.ts';

/**
 * Starts the native engine as one of Electron's utility processes: Electron's own executable cannot be
 * counted on to run as Node, and this way the system shows the process under the app.
 *
 * @param entry absolute path of the built engine-process.
 */
export function forkUtility(entry: string): SpawnEngineProcess {
  return () => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Residual engine', stdio: 'ignore' });
    return {
      // Known once the process has started.
      get id() {
        return child.pid;
      },
      send: (order) => child.postMessage(order),
      onAnswer: (listener) => child.on('message', (message: EngineAnswer) => listener(message)),
      // A crash is an end too: `exit` follows `error`.
      onEnd: (listener) => child.once('exit', (code) => listener(`the engine's process ended (${code})`)),
      kill: () => child.kill(),
    };
  };
}
