import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '../contract/problem.ts';

/** Always the same where it is free: a browser keeps what it remembers by address and port. */
export const usualPort = 7316;

/** Ports that are tried after the usual one. */
const attempts = 20;

/**
 * Binds a server to the loopback address alone.
 *
 * @param wanted a port that was asked for (0: any); null: the usual one, or the next that is free.
 * @returns the port. Rejects with ProblemError when the port that was asked for is taken.
 */
export async function listen(server: Server, wanted: number | null): Promise<number> {
  const first = wanted ?? usualPort;
  const last = wanted === null ? usualPort + attempts : first;
  for (let port = first; ; port++) {
    try {
      await bind(server, port);
      return (server.address() as AddressInfo).port;
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port < last) continue;
      const detail = code === 'EADDRINUSE' ? 'another program uses it' : message;
      throw new ProblemError('unexpected', `port ${port}`, { detail }, { cause });
    }
  }
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      server.off('error', onError);
      server.off('listening', onListening);
    };
    const onError = (error: Error) => {
      settle();
      reject(error);
    };
    const onListening = () => {
      settle();
      resolve();
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, '127.0.0.1');
  });
}
