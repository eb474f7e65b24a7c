import { type CallInput, type CallName, type CallOutput, callNames, calls } from '../contract/calls.ts';
import { type Problem, problemOf } from '../contract/problem.ts';

/** What answers each call; a problem is thrown as ProblemError. */
export type CallHandlers = { readonly [N in CallName]: (input: CallInput<N>) => Promise<CallOutput<N>> };

export type CallAnswer =
  | { readonly kind: 'answer'; readonly value: unknown }
  /** Problems are data: an error thrown over IPC would arrive as its message alone. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The call or its input is not in the contract. */
  | { readonly kind: 'misuse'; readonly detail: string };

/** One call from a screen, whichever way it came; input and answer are both checked. */
export async function answerCall(handlers: CallHandlers, name: unknown, input: unknown): Promise<CallAnswer> {
  const known = callNames.find((one) => one === name);
  if (!known) return { kind: 'misuse', detail: 'there is no such call' };
  const parsed = calls[known].input.safeParse(input);
  if (!parsed.success) return { kind: 'misuse', detail: parsed.error.message };
  try {
    const handler = handlers[known] as (input: unknown) => Promise<unknown>;
    return { kind: 'answer', value: calls[known].output.parse(await handler(parsed.data)) };
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error, known) };
  }
}
