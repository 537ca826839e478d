// What only Local RunPod can tell of a worker, because the worker's process runs on this machine: when it started, when
// it was ready, how much memory it takes.
import * as z from 'zod';

export const workerUsageSchema = z.looseObject({
  id: z.string(),
  /** When it was decided to have this worker, in ms since the epoch; an older Local RunPod does not tell. */
  createdMs: z.number().optional(),
  /** Start of the process and first sign of the SDK, in ms since the epoch; null before. */
  startedMs: z.number().nullable(),
  readyMs: z.number().nullable(),
  /** All processes of the worker, shared pages counted once; null where the machine does not tell. */
  memoryBytes: z.number().nullable(),
  /** The most that was ever seen since the process started. */
  peakMemoryBytes: z.number().nullable(),
  /** Where its debugger listens and which folder it runs, while the endpoint is debugged. */
  debug: z.object({ port: z.int(), folder: z.string() }).optional(),
});
export type WorkerUsage = z.infer<typeof workerUsageSchema>;

export const workerUsageListSchema = z.looseObject({ workers: z.array(workerUsageSchema) });
