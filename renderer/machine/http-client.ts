import { z } from 'zod';
import { type CallInput, type CallName, type CallOutput, calls } from '../../electron/contract/calls.ts';
import { type MachineEvent, machineEventSchema } from '../../electron/contract/events.ts';
import { jobSchema } from '../../electron/contract/job.ts';
import { pixelPaths } from '../../electron/contract/pixels.ts';
import { ProblemError, problemSchema } from '../../electron/contract/problem.ts';
import { inSlices } from './in-slices.ts';
import { type MachineClient, RefusedError } from './machine-client.ts';

/** What the browser gives; a test brings its own. */
export interface HttpTools {
  readonly fetch: typeof fetch;
  readonly openEvents: (path: string) => EventSource;
}

const refusalSchema = z.object({ problem: problemSchema });

/** Talks to the browser host: calls by POST, events by server-sent events, photos as request bodies. */
export function createHttpClient(tools: HttpTools): MachineClient {
  return {
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      const response = await tools.fetch(pixelPaths.call(name), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      return calls[name].output.parse(await answerOf(response)) as CallOutput<N>;
    },
    async add(files, report) {
      // One at a time: the machine lists photos as they come, and they are to stand in the order given.
      for (const file of files) {
        try {
          const response = await tools.fetch(pixelPaths.upload(file.name), { method: 'POST', body: file });
          jobSchema.parse(await answerOf(response));
        } catch (error) {
          report(file, error);
        }
      }
    },
    listen(after, onEvents, onEnd) {
      const source = tools.openEvents(pixelPaths.events(after));
      const slices = inSlices(parseEvent, onEvents);
      const stop = () => {
        source.close();
        slices.stop();
      };
      source.onmessage = (message: MessageEvent<string>) => slices.push(message.data);
      // The browser would reconnect by itself, but to a machine that may have restarted and numbers its
      // events anew: whoever listens starts over with `hello` instead.
      source.onerror = () => {
        stop();
        onEnd();
      };
      return stop;
    },
  };
}

/** The body of an answer; throws what its status stands for. */
export async function answerOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const refusal = refusalSchema.safeParse(body);
  if (refusal.success) {
    const { code, subject, values } = refusal.data.problem;
    throw new ProblemError(code, subject, values);
  }
  if (response.status === 401 || response.status === 403) throw new RefusedError();
  throw new Error(`the host answered ${response.status}`);
}

function parseEvent(data: string): MachineEvent {
  return machineEventSchema.parse(JSON.parse(data));
}
