import { describe, expect, it } from 'vitest';
import { eventStream } from '../../../../electron/host/event-stream.ts';
import { createEventLog } from '../../../../electron/queue/event-log.ts';

function reading(response: Response) {
  const reader = response.body!.getReader();
  let text = '';
  return async (count: number) => {
    for (;;) {
      const found = [...text.matchAll(/id: (\d+)\ndata: (.+)\n\n/g)];
      if (found.length >= count) return found.map(([, id, data]) => ({ id: Number(id), event: JSON.parse(data!) }));
      const { value, done } = await reader.read();
      if (done) return null;
      text += new TextDecoder().decode(value);
    }
  };
}

describe('the event stream', () => {
  it('tells what was missed, then what happens, each under its number', async () => {
    const log = createEventLog();
    for (const id of ['a', 'b']) log.add({ kind: 'jobs-removed', ids: [id] });
    const stop = new AbortController();
    const response = eventStream(log, 1, stop.signal);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const read = reading(response);
    log.add({ kind: 'jobs-removed', ids: ['c'] });
    expect(await read(2)).toEqual([
      { id: 2, event: { kind: 'jobs-removed', ids: ['b'], number: 2 } },
      { id: 3, event: { kind: 'jobs-removed', ids: ['c'], number: 3 } },
    ]);
    stop.abort();
    expect(await read(3)).toBeNull();
    log.add({ kind: 'jobs-removed', ids: ['d'] });
  });

  it('sends a page whose place is lost back to the start', () => {
    expect(eventStream(createEventLog(), 7, new AbortController().signal).status).toBe(410);
  });
});
