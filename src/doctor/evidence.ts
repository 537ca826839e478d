// What the doctor looks at: one moment of an endpoint as plain data, so that every verdict can be a test. Nothing is
// fetched here and nothing guessed: what is not known is absent. Times are milliseconds since the epoch.
import type { LogLine } from '../logs/line';
import type { Endpoint, ReleaseList, WorkerList } from '../wire/endpoint';
import type { Health } from '../wire/job';

export interface Evidence {
  readonly takenAt: number;
  readonly endpointId: string;
  /** `gone` when the platform says that it does not know the id. */
  readonly endpoint: Endpoint | 'gone' | undefined;
  readonly health?: Health | undefined;
  readonly workers?: WorkerList | undefined;
  readonly releases?: ReleaseList | undefined;
  /** Lines of all workers that could be read, oldest first. */
  readonly log: readonly LogLine[];
  /** States of workers seen by earlier polls, oldest first. */
  readonly sightings: readonly Sighting[];
  readonly jobs: readonly JobEvidence[];
  readonly account?: AccountEvidence | undefined;
  readonly image?: ImageEvidence | undefined;
  /** Diagnostics of the worker folder in the workspace, where there is one. */
  readonly project: readonly ProjectFinding[];
  /** Stock of the GPU pools that the endpoint may use. */
  readonly stock?: readonly PoolStock[] | undefined;
}

export interface Sighting {
  readonly at: number;
  readonly workerId: string;
  readonly status: string;
}

export interface JobEvidence {
  readonly id: string;
  /** As the platform said, or `FORGOTTEN` for a job that it answers 404 for. */
  readonly status: string;
  readonly submittedAt?: number | undefined;
  /** ms from hand-out to result. */
  readonly executionMs?: number | undefined;
  readonly workerId?: string | undefined;
  readonly retries?: number | undefined;
  /** As text; the SDK's JSON of an exception included. */
  readonly error?: string | undefined;
  readonly output?: 'absent' | 'present' | undefined;
  /** What we sent, where we sent it. */
  readonly sent?:
    | {
        readonly bytes: number;
        readonly input: 'missing' | 'empty' | 'given';
        readonly ttlMs?: number | undefined;
        readonly executionTimeoutMs?: number | undefined;
      }
    | undefined;
  /** HTTP status with which a submission was refused. */
  readonly refused?: number | undefined;
}

export interface AccountEvidence {
  /** USD. */
  readonly balance?: number | undefined;
  readonly spendPerHour?: number | undefined;
}

export interface ImageEvidence {
  readonly reference: string;
  readonly pullable?: 'yes' | 'private' | 'missing' | undefined;
  /** Such as `linux/arm64`. */
  readonly platforms?: readonly string[] | undefined;
  /** Compressed size: what a worker downloads. */
  readonly bytes?: number | undefined;
}

export interface ProjectFinding {
  /** Such as `RP104`. */
  readonly code: string;
  readonly message: string;
  readonly path: string;
  /** 0-based. */
  readonly line: number;
}

export interface PoolStock {
  readonly pool: string;
  /** NONE, LOW, MEDIUM or HIGH. */
  readonly availability: string;
}

/** Seconds a worker may take to become ready: `RUNPOD_INIT_TIMEOUT`, else the platform's 420 (optimization.mdx). */
export function initTimeoutSeconds({ endpoint }: Evidence): number {
  const env = endpoint === 'gone' ? undefined : endpoint?.env;
  const seconds = Number(env?.RUNPOD_INIT_TIMEOUT);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 420;
}

/** Jobs that wait, by the counters or by the jobs we know, whichever is more. */
export function queuedJobs({ health, jobs }: Evidence): number {
  return Math.max(health?.jobs.inQueue ?? 0, jobs.filter(job => job.status === 'IN_QUEUE').length);
}

export function knownEndpoint({ endpoint }: Evidence): Endpoint | undefined {
  return endpoint === 'gone' ? undefined : endpoint;
}
