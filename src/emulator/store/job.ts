// One job as Local RunPod keeps it. Only the job store changes it; everybody else reads.
import type { JobStatus } from '../../wire/job';

/** What the caller sent, as far as it matters after submission. */
export interface JobSubmission {
  readonly kind: 'run' | 'runsync';
  /** Absent when the caller sent none: the worker then refuses the job, as on the platform. */
  readonly input?: unknown;
  readonly webhook?: string | undefined;
  readonly s3Config?: unknown;
  /** ms the handler may take. */
  readonly executionTimeoutMs: number;
  /** ms from submission after which the job is forgotten. */
  readonly ttlMs: number;
  readonly lowPriority: boolean;
  /** ms the result is kept. */
  readonly keepMs: number;
}

export interface LocalJob {
  readonly id: string;
  readonly endpointId: string;
  readonly submission: JobSubmission;
  readonly submittedAt: number;
  status: JobStatus;
  /** When it last entered the queue. */
  queuedAt: number;
  handedAt: number | undefined;
  finishedAt: number | undefined;
  /** When it is forgotten whatever its state. */
  expiresAt: number;
  /** The worker that has it, or had it last. */
  workerId: string | undefined;
  /** Every worker it was ever handed to: a late result is taken only from one of these. */
  readonly handedTo: Set<string>;
  /** Times it was handed out again. */
  retries: number;
  /** Times a worker failed to start while it waited. */
  startFailures: number;
  delayTime: number | undefined;
  executionTime: number | undefined;
  /** What `progress_update` sent last. */
  progress: unknown;
  output: unknown;
  error: string | undefined;
  /** Yielded and not yet drained by `/stream`. */
  chunks: unknown[];
}

/** How a job ends. */
export interface JobOutcome {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT';
  readonly output?: unknown;
  readonly error?: string | undefined;
}
