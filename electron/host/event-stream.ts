import type { MachineEvent } from '../contract/events.ts';
import type { EventLog } from '../queue/event-log.ts';

/** Often enough that nothing between us and the page takes the line for dead. */
const heartbeatMilliseconds = 15_000;

/** A page that has left this many events unread will not catch up: it starts over when it is back. */
const unreadAllowed = 5000;

/**
 * Server-sent events: those missed first, then each as it happens, numbered by `id`.
 *
 * @param after number of the last event that the page knows.
 * @param signal the page has gone.
 * @returns status 410 when the missed ones are no longer kept: the page then asks for everything anew.
 */
export function eventStream(log: EventLog, after: number, signal: AbortSignal): Response {
  const missed = log.since(after);
  if (!missed) return new Response(null, { status: 410, headers: { 'cache-control': 'no-store' } });
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const send = (text: string) => {
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) <= 0) end();
        };
        const tell = (event: MachineEvent) => send(`id: ${event.number}\ndata: ${JSON.stringify(event)}\n\n`);
        const end = () => {
          stop();
          controller.close();
        };
        const timer = setInterval(() => send(': still here\n\n'), heartbeatMilliseconds);
        timer.unref();
        const unlisten = log.listen(tell);
        stop = () => {
          clearInterval(timer);
          unlisten();
          signal.removeEventListener('abort', end);
          stop = () => {};
        };
        signal.addEventListener('abort', end, { once: true });
        // The headers go out with the first bytes.
        send(': Residual\n\n');
        for (const event of missed) tell(event);
      },
      cancel: () => stop(),
    },
    { highWaterMark: unreadAllowed },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
}
