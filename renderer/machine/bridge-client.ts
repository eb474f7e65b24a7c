import { z } from 'zod';
import type { Bridge } from '../../electron/contract/bridge.ts';
import { type CallInput, type CallName, type CallOutput, calls } from '../../electron/contract/calls.ts';
import { machineEventSchema } from '../../electron/contract/events.ts';
import { ProblemError, problemSchema } from '../../electron/contract/problem.ts';
import { inSlices } from './in-slices.ts';
import type { MachineClient } from './machine-client.ts';

const refusalSchema = z.object({ problem: problemSchema });

/** Talks to Electron's main process through the preload's bridge. */
export function createBridgeClient(bridge: Bridge): MachineClient {
  // The bridge tells what happens from now on, `hello` what happened before: what comes in between is kept.
  const early: unknown[] = [];
  let deliver = (event: unknown): void => void early.push(event);
  bridge.onEvent((event) => deliver(event));
  return {
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      const answer: unknown = await bridge.call(name, input);
      // Errors lose all but their message on the way between processes, so problems travel as data.
      const refusal = refusalSchema.safeParse(answer);
      if (refusal.success) {
        const { code, subject, values } = refusal.data.problem;
        throw new ProblemError(code, subject, values);
      }
      return calls[name].output.parse(answer) as CallOutput<N>;
    },
    async add(files, report) {
      await bridge.addFiles(files).catch((error: unknown) => files[0] && report(files[0], error));
    },
    listen(after, onEvents) {
      const slices = inSlices(
        (event: unknown) => machineEventSchema.parse(event),
        (events) => onEvents(events.filter(({ number }) => number > after)),
      );
      deliver = slices.push;
      for (const event of early.splice(0)) deliver(event);
      return () => {
        deliver = () => undefined;
        slices.stop();
      };
    },
  };
}
