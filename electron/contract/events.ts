import { z } from 'zod';
import { engineStatusSchema } from './calls.ts';
import { jobSchema } from './job.ts';

/** What the machine tells the screen, numbered from 1 so that a reloaded screen asks for what it missed. */
export const machineEventSchema = z.discriminatedUnion('kind', [
  /** A photo was added or changed. */
  z.object({ kind: z.literal('job'), number: z.int().positive(), job: jobSchema }),
  z.object({ kind: z.literal('job-removed'), number: z.int().positive(), id: z.string() }),
  z.object({ kind: z.literal('engines'), number: z.int().positive(), engines: z.array(engineStatusSchema) }),
]);
export type MachineEvent = z.infer<typeof machineEventSchema>;
