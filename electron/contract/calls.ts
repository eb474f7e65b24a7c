import { z } from 'zod';
import { adviceStateSchema } from './advice.ts';
import { jobSchema, jobsTold } from './job.ts';
import { engineKindSchema, scaleSchema, settingsSchema } from './settings.ts';

export const engineStatusSchema = z.object({
  kind: engineKindSchema,
  /** The adapter or processor, in its maker's words. */
  name: z.string(),
  /** Output megapixels per second, measured; null until something ran. */
  speed: z.number().nullable(),
});
export type EngineStatus = z.infer<typeof engineStatusSchema>;

export const modelSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  scales: z.array(scaleSchema),
  hasCleanup: z.boolean(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

const jobPageSchema = z.object({
  /** In the order of the list. */
  jobs: z.array(jobSchema).max(jobsTold),
  /** From where `jobs` tells those that follow; null: these were the last. */
  next: z.int().positive().nullable(),
});
export type JobPage = z.infer<typeof jobPageSchema>;

/** With the first photos of the list. */
export const helloSchema = jobPageSchema.extend({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  /** The host can open the system's own file dialog and show a file in its folder. */
  canChoose: z.boolean(),
  canReveal: z.boolean(),
  models: z.array(modelSummarySchema),
  /** `auto` can be asked for: the network that tells what suits a photo is installed. */
  hasAdviser: z.boolean(),
  engines: z.array(engineStatusSchema),
  /** Number of the last event before it was said: those after it tell what changes from here on. */
  lastEvent: z.int().nonnegative(),
});
export type Hello = z.infer<typeof helloSchema>;

const empty = z.object({});
const jobIds = z.object({ ids: z.array(z.string()) });
/** Or all that can be meant: both ends would be held up by the ids of a hundred thousand. */
const jobIdsOrAll = z.object({ ids: z.union([z.array(z.string()), z.literal('all')]) });

/** Every call from the screen to the machine: its input and what it answers. Both ends parse both. */
export const calls = {
  hello: { input: empty, output: helloSchema },
  /** As they are now, which events after `hello` may tell once more. */
  jobs: { input: z.object({ from: z.int().positive() }), output: jobPageSchema },
  /** Opens the system's dialog (hosts with `canChoose`); what was chosen arrives as events. */
  choose: { input: z.object({ folders: z.boolean() }), output: empty },
  /** All: those that were not started yet, and those that were cancelled. */
  start: { input: jobIdsOrAll.extend({ settings: settingsSchema }), output: empty },
  /** All: those that are queued or run. */
  cancel: { input: jobIdsOrAll, output: empty },
  /** Takes photos off the list; a running one is cancelled first. Files stay where they are. */
  remove: { input: jobIds, output: empty },
  /** What the adviser says of a photo; it is asked when it was not yet, and the photo's event tells it too. */
  advise: { input: z.object({ id: z.string() }), output: adviceStateSchema },
  /** Shows the result in the system's file manager (hosts with `canReveal`). */
  reveal: { input: z.object({ id: z.string() }), output: empty },
} as const;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.infer<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.infer<(typeof calls)[N]['output']>;
export const callNames = Object.keys(calls) as CallName[];
