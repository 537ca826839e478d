// What is kept of a job that was sent from this machine, by the editor and the command line alike: results expire on the
// platform (30 minutes after a run, one after a runsync), so whoever follows a job writes down what it saw.
import * as z from 'zod';
import { jobSchema } from '../wire/job';

export const jobRecordSchema = z.object({
  jobId: z.string(),
  endpointId: z.string(),
  endpointName: z.string().optional(),
  /** Ms since the epoch, by our clock. */
  sentMs: z.number(),
  endedMs: z.number().optional(),
  /** What was sent, to send it again. */
  request: z.unknown().optional(),
  job: jobSchema,
  /** The platform no longer knows it; `job` is what we saw last. */
  lost: z.literal(true).optional(),
  /** The output was too large to be kept. */
  outputDropped: z.literal(true).optional(),
});
export type JobRecord = Readonly<z.infer<typeof jobRecordSchema>>;

/** Where records outlive the session. The caps are the shelf's own. */
export interface JobShelf {
  /** Oldest first. */
  load(): Promise<readonly JobRecord[]>;
  save(record: JobRecord): Promise<void>;
}
