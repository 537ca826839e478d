// GET /status, /status-sync and /stream. `/stream` is a drain, not server-sent events: every call returns what was
// yielded since the last one, after a wait when there is nothing yet.
import { isTerminal } from '../../wire/job';
import { hangUpSignal } from '../server/connection';
import { waitForJob } from '../store/waiting';
import { type JobContext, jobNotFound, jobOf, waitOf } from './plane';
import { jobBody } from './shape';

/** `?ttl` in ms sets the job's time to live, counted from its submission. */
export async function status(c: JobContext): Promise<Response> {
  const job = jobOf(c);
  if (!job) return jobNotFound(c);
  const ttl = Number(c.req.query('ttl') ?? Number.NaN);
  if (ttl > 0) job.expiresAt = job.submittedAt + ttl;
  return c.json(jobBody(job));
}

export async function statusSync(c: JobContext): Promise<Response> {
  const job = jobOf(c);
  if (!job) return jobNotFound(c);
  await waitForJob(c.get('platform'), job, {
    holds: changed => isTerminal(changed.status),
    waitMs: waitOf(c, { min: 1_000, max: 90_000, usual: 90_000 }),
    signal: hangUpSignal(c),
  });
  return c.json(jobBody(job));
}

export async function stream(c: JobContext): Promise<Response> {
  const job = jobOf(c);
  if (!job) return jobNotFound(c);
  const { jobs, settings } = c.get('platform');
  const signal = hangUpSignal(c);
  await waitForJob(c.get('platform'), job, {
    holds: changed => changed.chunks.length > 0 || isTerminal(changed.status),
    waitMs: waitOf(c, { min: 0, max: 90_000, usual: settings.streamHoldMs }),
    signal,
  });
  // A caller that hung up must not take the chunks with it.
  if (signal.aborted) return c.json({ status: job.status, stream: [] });
  const chunks = jobs.drain(job);
  return c.json({ status: job.status, stream: chunks.map(output => ({ output })) });
}
