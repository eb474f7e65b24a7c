import { z } from 'zod';
import { engineStatusSchema } from './calls.ts';
import { jobSchema, jobsTold } from './job.ts';

/** What the machine tells the screen, numbered from 1 so that a reloaded screen asks for what it missed. */
export const machineEventSchema = z.discriminatedUnion('kind', [
  /** Photos were added or changed. */
  z.object({ kind: z.literal('jobs'), number: z.int().positive(), jobs: z.array(jobSchema).min(1).max(jobsTold) }),
  z.object({
    kind: z.literal('jobs-removed'),
    number: z.int().positive(),
    ids: z.array(z.string()).min(1).max(jobsTold),
  }),
  z.object({ kind: z.literal('engines'), number: z.int().positive(), engines: z.array(engineStatusSchema) }),
]);
export type MachineEvent = z.infer<typeof machineEventSchema>;
