// One job that was sent from here, and what can be shown of it. Pure: the console and the tree draw the same snapshot.
import { type Explanation, explain } from '../../base/errors';
import type { JobResult, JobUpdate } from '../../flows/runJob';
import type { JobFailure, JobPhase, JobSnapshot } from '../../protocol/jobConsole';
import { outputOf, type ReadOutput } from '../../protocol/output';
import type { EndpointSubject } from '../subject';

export interface SessionJob {
  /** Ours, for as long as the window lives; the platform's id is in the snapshot. */
  readonly key: string;
  readonly subject: EndpointSubject;
  readonly request: unknown;
  /** ms since the epoch. */
  readonly sentMs: number;
  readonly snapshot: JobSnapshot;
  /** The output as it came, and as it is shown. */
  readonly output: unknown;
  readonly read: ReadOutput | undefined;
}

const phases: Readonly<Record<string, JobPhase>> = {
  IN_QUEUE: 'queued',
  IN_PROGRESS: 'running',
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TIMED_OUT: 'timed-out',
};

export function startedJob(
  key: string,
  subject: EndpointSubject,
  { request, sentMs }: { readonly request: unknown; readonly sentMs: number },
): SessionJob {
  const snapshot: JobSnapshot = {
    endpointName: subject.name,
    targetName: subject.target.kind === 'local' ? 'Local RunPod' : subject.target.name,
    jobId: undefined,
    workerId: undefined,
    phase: 'queued',
    note: 'Sending…',
    queueMs: undefined,
    runMs: undefined,
    totalMs: undefined,
    retries: 0,
    output: undefined,
    failure: undefined,
  };
  return { key, subject, request, sentMs, snapshot, output: undefined, read: undefined };
}

export function updatedJob(before: SessionJob, { job, chunks, elapsedMs }: JobUpdate): SessionJob {
  const phase = phases[job.status] ?? 'running';
  const output = job.output ?? (chunks.length > 0 ? [...asList(before.output), ...chunks] : before.output);
  return withOutput(
    {
      ...before,
      snapshot: {
        ...before.snapshot,
        jobId: job.id,
        workerId: job.workerId ?? before.snapshot.workerId,
        phase,
        note: phase === 'queued' ? noteOf(before) : undefined,
        queueMs: job.delayTime ?? before.snapshot.queueMs,
        totalMs: elapsedMs,
        retries: job.retries ?? 0,
      },
    },
    output,
  );
}

/** Why it waits stays said until it waits no more. */
function noteOf({ snapshot: { phase, jobId, note } }: SessionJob): string | undefined {
  return phase === 'queued' && jobId !== undefined ? note : 'Waiting for a worker to take it.';
}

export function finishedJob(before: SessionJob, result: JobResult): SessionJob {
  const { job, timing, chunks } = result;
  const phase = phases[job.status] ?? 'failed';
  const isFine = phase === 'completed' || phase === 'cancelled';
  return withOutput(
    {
      ...before,
      snapshot: {
        ...before.snapshot,
        ...timing,
        jobId: job.id,
        workerId: job.workerId ?? before.snapshot.workerId,
        phase,
        note: undefined,
        retries: job.retries ?? 0,
        failure: isFine ? undefined : failureOf(result),
      },
    },
    job.output ?? (chunks.length > 0 ? chunks : undefined),
  );
}

/** The output is read once, when it is another. */
function withOutput(job: SessionJob, output: unknown): SessionJob {
  const shown = output ?? undefined;
  if (shown === job.output) return job;
  const read = shown === undefined ? undefined : outputOf(shown);
  return { ...job, output: shown, read, snapshot: { ...job.snapshot, output: read?.shown } };
}

/** What the SDK told of the exception, else the error as the platform gave it: some workers put a traceback there. */
function failureOf({ job, failure, reason }: JobResult): JobFailure {
  if (failure) {
    const { error_type: type, error_message: message, error_traceback: traceback } = failure;
    return { type, message, traceback };
  }
  const text = typeof job.error === 'string' ? job.error : reason;
  const message = text?.split('\n', 1)[0] || 'The worker gave no reason.';
  return { type: undefined, message, traceback: text?.includes('\n') ? text : undefined };
}

/** A job that could not be followed to its end. */
export function brokenJob(before: SessionJob, error: unknown): SessionJob {
  const { kind, message, remedy, detail }: Explanation = explain(error);
  const failure =
    kind === 'cancelled'
      ? undefined
      : { type: undefined, message: [message, remedy].filter(Boolean).join(' '), traceback: detail };
  const phase = kind === 'cancelled' ? 'cancelled' : kind === 'timeout' ? 'timed-out' : 'failed';
  return { ...before, snapshot: { ...before.snapshot, phase, note: undefined, failure } };
}

export function isOpen({ snapshot }: SessionJob): boolean {
  return snapshot.phase === 'queued' || snapshot.phase === 'running';
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
