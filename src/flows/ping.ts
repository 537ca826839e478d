// Is the endpoint alive, and how fast does it answer? A job that the handler answers without touching the model
// (`{"ping": true}`), sent so that the reply comes on the same connection.
import type { Cloud } from '../api/cloud';
import { failureText } from '../api/jobFailure';
import type { Clock } from '../base/clock';
import { AppError, isCancelled } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import { isTerminal, type Job } from '../wire/job';
import { followJob } from './followJob';
import { whyQueued } from './whyQueued';

export interface PingOptions {
  readonly endpointId: string;
  /** In ms; a cold start counts. Two minutes by default. */
  readonly timeoutMs?: number;
}

export interface PingResult {
  readonly ok: boolean;
  readonly jobId: string;
  /** Terminal. */
  readonly status: string;
  readonly workerId: string | undefined;
  /** Sent to answered, as we saw it. */
  readonly totalMs: number;
  readonly queueMs: number | undefined;
  readonly runMs: number | undefined;
  /** There and back without any worker, measured right after; undefined when that failed. */
  readonly roundTripMs: number | undefined;
  readonly output: unknown;
  /** Why it is not ok, as one line. */
  readonly reason: string | undefined;
}

const defaultTimeoutMs = 120_000;
/** RunPod's smallest time to live. */
const shortestLifeMs = 10_000;
/** A result that comes later is fetched by polling, so that no proxy cuts the connection. */
const syncWaitMs = 20_000;
const roundTripTimeoutMs = 5_000;

/** Throws `timeout` with the likely cause when no worker answers in time; the job is cancelled then. */
export async function ping(
  cloud: Cloud,
  { endpointId, timeoutMs = defaultTimeoutMs }: PingOptions,
  { clock }: { readonly clock: Clock },
  signal: AbortSignal,
): Promise<PingResult> {
  const startMs = clock.now();
  const link = linkedAbort(clock, timeoutMs, signal);
  // If we never learn its id, the job must not wait in the queue for a day.
  const request = { input: { ping: true }, policy: { ttl: Math.max(timeoutMs, shortestLifeMs) } };
  let job: Job | undefined;
  try {
    job = await cloud.jobs.runSync(endpointId, request, Math.min(syncWaitMs, timeoutMs), link.signal);
    if (!isTerminal(job.status)) {
      const followed = followJob(cloud, { endpointId, sent: job, output: 'whole' }, clock, link.signal);
      for await (const step of followed) job = step.job;
    }
  } catch (error) {
    if (job) await cloud.jobs.cancel(endpointId, job.id).catch(() => undefined);
    if (!isCancelled(error) || !link.timedOut) throw error;
    throw await noAnswer(cloud, { endpointId, id: job?.id ?? 'ping' }, { timeoutMs, clock });
  } finally {
    link.dispose();
  }
  const totalMs = clock.now() - startMs;
  return { ...resultOf(job, totalMs), roundTripMs: await roundTrip(cloud, endpointId, clock) };
}

/** The connection is open and warm by now: what is measured is the network and RunPod's door. */
async function roundTrip(cloud: Cloud, endpointId: string, clock: Clock): Promise<number | undefined> {
  const startMs = clock.now();
  const link = linkedAbort(clock, roundTripTimeoutMs);
  try {
    await cloud.jobs.health(endpointId, link.signal);
    return clock.now() - startMs;
  } catch {
    return undefined;
  } finally {
    link.dispose();
  }
}

function resultOf(job: Job, totalMs: number): Omit<PingResult, 'roundTripMs'> {
  const ok = job.status === 'COMPLETED';
  return {
    ok,
    jobId: job.id,
    status: job.status,
    workerId: job.workerId,
    totalMs,
    queueMs: job.delayTime,
    runMs: job.executionTime,
    output: job.output,
    reason: ok ? undefined : (failureText(job) ?? `The job ended as ${job.status}.`),
  };
}

async function noAnswer(
  cloud: Cloud,
  job: { readonly endpointId: string; readonly id: string },
  { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: Clock },
): Promise<AppError> {
  const why = await whyQueued(cloud, job, clock);
  return new AppError('timeout', `No worker answered within ${timeoutMs / 1000} s.${why ? ` ${why}` : ''}`, {
    remedy: 'Look at the logs of its workers.',
  });
}
