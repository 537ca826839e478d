// The job API (data plane) of queue endpoints: https://api.runpod.ai/v2/{endpointId}/…
import * as z from 'zod';

const week = 7 * 86_400_000;

export const jobPolicySchema = z.looseObject({
  /** ms, 5 s to 7 d; the endpoint's timeout by default. */
  executionTimeout: z.number().min(5_000).max(week).optional(),
  /** ms, 10 s to 7 d, from submission; 24 h by default. */
  ttl: z.number().min(10_000).max(week).optional(),
  lowPriority: z.boolean().optional(),
});

export const jobRequestSchema = z.looseObject({
  input: z.unknown(),
  /** Called with the result; three tries. */
  webhook: z.url({ protocol: /^https?$/ }).optional(),
  policy: jobPolicySchema.optional(),
  s3Config: z.unknown().optional(),
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

export const jobStatuses = [
  'IN_QUEUE',
  'IN_PROGRESS',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const jobSchema = z.looseObject({
  id: z.string(),
  /** One of jobStatuses; the docs also know RUNNING. Unknown words are tolerated. */
  status: z.string(),
  /** ms the last attempt waited in the queue. */
  delayTime: z.number().optional(),
  /** ms from hand-out to result. */
  executionTime: z.number().optional(),
  workerId: z.string().optional(),
  retries: z.number().optional(),
  output: z.unknown().optional(),
  /** A string; an unhandled Python exception is JSON text, see `handlerFailureSchema`. */
  error: z.unknown().optional(),
});
export type Job = z.infer<typeof jobSchema>;

export function isTerminal(status: string): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT';
}

/** What the SDK puts, as JSON text, into `error` when the handler raised. */
export const handlerFailureSchema = z.looseObject({
  error_type: z.string(),
  error_message: z.string(),
  error_traceback: z.string(),
  hostname: z.string().optional(),
  worker_id: z.string().optional(),
  runpod_version: z.string().optional(),
});
export type HandlerFailure = z.infer<typeof handlerFailureSchema>;

export const streamSchema = z.looseObject({
  status: z.string(),
  stream: z.array(z.looseObject({ output: z.unknown() })).default([]),
});
export type StreamChunk = z.infer<typeof streamSchema>;

export const purgeSchema = z.looseObject({ removed: z.int(), status: z.string() });

/** Two, five or six worker counters have been seen: all optional, 0 by default. */
export const healthSchema = z.looseObject({
  jobs: z.looseObject({
    completed: z.int().default(0),
    failed: z.int().default(0),
    inProgress: z.int().default(0),
    inQueue: z.int().default(0),
    retried: z.int().default(0),
  }),
  workers: z.looseObject({
    idle: z.int().default(0),
    initializing: z.int().default(0),
    ready: z.int().default(0),
    running: z.int().default(0),
    throttled: z.int().default(0),
    unhealthy: z.int().default(0),
  }),
});
export type Health = z.infer<typeof healthSchema>;
