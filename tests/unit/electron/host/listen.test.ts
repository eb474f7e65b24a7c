import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, usualPort } from '../../../../electron/host/listen.ts';

const servers: Server[] = [];
const server = () => {
  const made = createServer();
  servers.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => new Promise((resolve) => one.close(resolve))));
});

describe('the port', () => {
  it('is on the loopback address alone', async () => {
    const one = server();
    const port = await listen(one, 0);
    expect(one.address() as AddressInfo).toMatchObject({ address: '127.0.0.1', port });
  });

  it('is the next free one when the usual one is taken', async () => {
    const first = await listen(server(), null);
    const second = await listen(server(), null);
    expect(first).toBeGreaterThanOrEqual(usualPort);
    expect(second).toBeGreaterThan(first);
  });

  it('that was asked for and is taken is refused by its number', async () => {
    const taken = await listen(server(), 0);
    await expect(listen(server(), taken)).rejects.toMatchObject({
      problem: { subject: `port ${taken}`, values: { detail: 'another program uses it' } },
    });
  });
});
