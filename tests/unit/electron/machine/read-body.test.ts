import { describe, expect, it } from 'vitest';
import { parseJson, readBody } from '../../../../electron/machine/read-body.ts';

const address = 'http://127.0.0.1/';
const whole = (text: string, headers: Record<string, string> = {}) =>
  new Request(address, { method: 'POST', body: text, headers });

/** A body that comes in parts, its length unsaid. */
function inParts(parts: readonly string[]) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const part = parts[taken++];
        if (part === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(part));
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: 'POST', body, duplex: 'half' };
  return { request: new Request(address, init as RequestInit), taken: () => taken };
}

describe('a body', () => {
  it('is read whole, in one part or in many', async () => {
    expect(await readBody(whole('abc'), 3)).toEqual(new TextEncoder().encode('abc'));
    expect(await readBody(inParts(['a', 'bc', 'd']).request, 10)).toEqual(new TextEncoder().encode('abcd'));
    expect(await readBody(new Request(address), 10)).toEqual(new Uint8Array());
  });

  it('that says it is too long is not read at all', async () => {
    expect(await readBody(whole('abc', { 'content-length': '999' }), 10)).toBeNull();
  });

  it('that does not say how long it is, is read up to the limit and no further', async () => {
    const { request, taken } = inParts(['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']);
    expect(await readBody(request, 6)).toBeNull();
    expect(taken()).toBeLessThan(4);
  });

  it('of nonsense is no value', () => {
    expect(parseJson(new TextEncoder().encode('{"a":1}'))).toEqual({ a: 1 });
    expect(parseJson(new TextEncoder().encode('{"a":'))).toBeUndefined();
    expect(parseJson(new Uint8Array())).toBeUndefined();
  });
});
