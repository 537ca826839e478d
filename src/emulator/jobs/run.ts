// POST /run queues a job; POST /runsync queues it and waits for its end.
import { isTerminal } from '../../wire/job';
import type { Platform } from '../platform';
import { hangUpSignal } from '../server/connection';
import type { LocalJob } from '../store/job';
import type { EndpointRecord } from '../store/records';
import { type JobWait, waitForJob } from '../store/waiting';
import { type JobContext, waitWithin } from './plane';
import { jobBody } from './shape';
import { readSubmission, type SubmissionResult } from './submission';

export interface Asked {
  readonly kind: 'run' | 'runsync';
  readonly endpoint: EndpointRecord;
  /** The body as it came. */
  readonly text: string;
  /** The query's `wait` as it came; it means something to `/runsync` only. */
  readonly wait: string | undefined;
}

type Refused = Extract<SubmissionResult, { ok: false }>;

export async function run(c: JobContext): Promise<Response> {
  const job = submitJob(c.get('platform'), await askedOf(c, 'run'));
  return 'ok' in job ? c.json({ error: job.error }, job.status) : c.json(runBody(job));
}

export async function runSync(c: JobContext): Promise<Response> {
  const asked = await askedOf(c, 'runsync');
  const job = submitJob(c.get('platform'), asked);
  if ('ok' in job) return c.json({ error: job.error }, job.status);
  await waitForJob(c.get('platform'), job, untilEnd(asked, hangUpSignal(c)));
  return c.json(jobBody(job));
}

/** A longer wait of `/runsync` keeps the result as long. */
export function submitJob(platform: Platform, asked: Asked): LocalJob | Refused {
  const { settings, jobs } = platform;
  const { kind, endpoint, text, wait } = asked;
  const syncKeepMs = Math.max(settings.runsyncKeepMs, wait === undefined ? 0 : syncWaitMs(wait));
  const read = readSubmission(text, {
    kind,
    executionTimeoutMs: endpoint.executionTimeoutMs,
    keepMs: kind === 'run' ? settings.runKeepMs : syncKeepMs,
    settings,
  });
  return read.ok ? jobs.submit(endpoint.id, read.submission) : read;
}

/** What `/run` answers. */
export function runBody({ id }: LocalJob): Record<string, unknown> {
  return { id, status: 'IN_QUEUE' };
}

export function untilEnd({ wait }: Asked, signal: AbortSignal): JobWait {
  return { holds: job => isTerminal(job.status), waitMs: syncWaitMs(wait), signal };
}

/** 1 s to 5 min, 90 s by default. */
function syncWaitMs(wait: string | undefined): number {
  return waitWithin(wait, { min: 1_000, max: 300_000, usual: 90_000 });
}

async function askedOf(c: JobContext, kind: Asked['kind']): Promise<Asked> {
  return { kind, endpoint: c.get('endpoint'), text: await c.req.text(), wait: c.req.query('wait') };
}
