// One test job from sending to its end, with its time split into waiting and running. A job is never lost from
// sight in silence: whoever stops waiting is told its id, or has it cancelled.
import type { Cloud } from '../api/cloud';
import { failureText, handlerFailure } from '../api/jobFailure';
import type { Clock } from '../base/clock';
import { AppError, isAppError, isCancelled } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import { type HandlerFailure, isTerminal, type Job } from '../wire/job';
import { followJob } from './followJob';
import { checkJobRequest } from './jobRequest';
import { whyQueued } from './whyQueued';

export interface RunJobOptions {
  readonly endpointId: string;
  /** The whole job, `input` included; checked before it is sent. */
  readonly request: unknown;
  /** A job that was sent already, such as one that was retried: it is followed, `request` is not looked at. */
  readonly sent?: Job;
  /** `runsync` waits for the result on the connection that sent it, up to 90 s; `run` (default) asks for it. */
  readonly send?: 'run' | 'runsync';
  /** How long to wait for the end of the job, in ms. */
  readonly timeoutMs: number;
  /** `stream` asks for partial outputs while it runs (generator handlers). */
  readonly output?: 'whole' | 'stream';
  /** What becomes of the job when we stop waiting: it runs on (default), or is cancelled. */
  readonly whenAbandoned?: 'leave' | 'cancel';
  readonly onUpdate?: (update: JobUpdate) => void;
}

export interface JobUpdate {
  readonly job: Job;
  /** Partial outputs that arrived since the last update. */
  readonly chunks: readonly unknown[];
  /** Since the job was sent. */
  readonly elapsedMs: number;
}

export interface JobTiming {
  /** From submission until a worker took it; as the platform measured it, else as we saw it. */
  readonly queueMs: number | undefined;
  /** From hand-out to result. */
  readonly runMs: number | undefined;
  /** From sending to knowing the result, as we saw it. */
  readonly totalMs: number;
}

export interface JobResult {
  /** Terminal. */
  readonly job: Job;
  readonly timing: JobTiming;
  /** All partial outputs, when they were asked for. */
  readonly chunks: readonly unknown[];
  /** Why it failed, as one line. */
  readonly reason: string | undefined;
  /** The Python exception, when the handler raised one. */
  readonly failure: HandlerFailure | undefined;
}

const cancelTimeoutMs = 5_000;

/**
 * Sends a job and waits for its end. A job that failed is a result, not an error. Throws `usage` for a job that
 * would be dropped, `timeout` when it has not ended in time, `cancelled` on abort (its detail names the job).
 */
export async function runJob(
  cloud: Cloud,
  options: RunJobOptions,
  { clock }: { readonly clock: Clock },
  signal: AbortSignal,
): Promise<JobResult> {
  const { endpointId, output = 'whole' } = options;
  const startMs = clock.now();
  const sent = options.sent ?? (await submit(cloud, options, signal));
  const link = linkedAbort(clock, options.timeoutMs, signal);
  const chunks: unknown[] = [];
  let job = sent;
  let takenMs: number | undefined;
  try {
    for await (const step of followJob(cloud, { endpointId, sent, output }, clock, link.signal)) {
      job = step.job;
      chunks.push(...step.chunks);
      if (job.status !== 'IN_QUEUE') takenMs ??= clock.now();
      options.onUpdate?.({ ...step, elapsedMs: clock.now() - startMs });
    }
  } catch (error) {
    throw await abandoned({ cloud, options, job, error, timedOut: link.timedOut, clock });
  } finally {
    link.dispose();
  }
  return resultOf(job, chunks, { startMs, takenMs, endMs: clock.now() });
}

function submit(cloud: Cloud, options: RunJobOptions, signal: AbortSignal): Promise<Job> {
  const { endpointId, send = 'run', timeoutMs } = options;
  const request = checkJobRequest(options.request);
  return send === 'run'
    ? cloud.jobs.run(endpointId, request, signal)
    : cloud.jobs.runSync(endpointId, request, timeoutMs, signal);
}

interface Seen {
  readonly startMs: number;
  readonly takenMs: number | undefined;
  readonly endMs: number;
}

function resultOf(job: Job, chunks: readonly unknown[], seen: Seen): JobResult {
  const completed = job.status === 'COMPLETED';
  const { startMs, takenMs, endMs } = seen;
  return {
    job,
    timing: {
      queueMs: job.delayTime ?? (takenMs === undefined ? undefined : takenMs - startMs),
      runMs: job.executionTime ?? (completed && takenMs !== undefined ? endMs - takenMs : undefined),
      totalMs: endMs - startMs,
    },
    chunks,
    reason: completed ? undefined : failureText(job),
    failure: completed ? undefined : handlerFailure(job),
  };
}

interface Abandoned {
  readonly cloud: Cloud;
  readonly options: RunJobOptions;
  readonly job: Job;
  readonly error: unknown;
  readonly timedOut: boolean;
  readonly clock: Clock;
}

/** The error to throw when we stop waiting, after the job was cancelled if that is wanted. */
async function abandoned({ cloud, options, job, error, timedOut, clock }: Abandoned): Promise<unknown> {
  if (isTerminal(job.status) || !isCancelled(error)) return error;
  const { endpointId, whenAbandoned = 'leave', timeoutMs } = options;
  const fate = {
    left: `It runs on; its id is ${job.id}.`,
    cancelled: `It was cancelled; its id is ${job.id}.`,
    unknown: `It could not be cancelled and may still run; its id is ${job.id}.`,
  }[whenAbandoned === 'cancel' ? await cancelJob(cloud, endpointId, job.id, clock) : 'left'];
  if (!timedOut) return new AppError('cancelled', 'Cancelled.', { detail: fate });
  const queued = job.status === 'IN_QUEUE';
  const state = queued ? 'still waits in the queue' : 'has not finished';
  const why = queued ? await whyQueued(cloud, { endpointId, id: job.id }, clock) : undefined;
  return new AppError(
    'timeout',
    [`The job ${state} after ${timeoutMs / 1000} s.`, why, fate].filter(Boolean).join(' '),
    {
      remedy: queued
        ? 'Look at the workers and their logs.'
        : 'Allow more time, or look at the logs of its worker.',
    },
  );
}

async function cancelJob(
  cloud: Cloud,
  endpointId: string,
  jobId: string,
  clock: Clock,
): Promise<'cancelled' | 'unknown'> {
  const link = linkedAbort(clock, cancelTimeoutMs);
  try {
    await cloud.jobs.cancel(endpointId, jobId, link.signal);
    return 'cancelled';
  } catch (error) {
    return isAppError(error, 'not-found') ? 'cancelled' : 'unknown';
  } finally {
    link.dispose();
  }
}
