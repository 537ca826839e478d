// POST /run queues a job; POST /runsync queues it and waits for its end.
import { isTerminal } from '../../wire/job';
import { hangUpSignal } from '../server/connection';
import type { LocalJob } from '../store/job';
import { waitForJob } from '../store/waiting';
import { type JobContext, waitOf } from './plane';
import { jobBody } from './shape';
import { readSubmission } from './submission';

export async function run(c: JobContext): Promise<Response> {
  const job = await submit(c, 'run', c.get('platform').settings.runKeepMs);
  return job instanceof Response ? job : c.json({ id: job.id, status: 'IN_QUEUE' });
}

/** `?wait` in ms, 1 s to 5 min, 90 s by default; a longer wait keeps the result as long. */
export async function runSync(c: JobContext): Promise<Response> {
  const { jobs, clock, settings } = c.get('platform');
  const waitMs = waitOf(c, { min: 1_000, max: 300_000, usual: 90_000 });
  const keepMs =
    c.req.query('wait') === undefined ? settings.runsyncKeepMs : Math.max(settings.runsyncKeepMs, waitMs);
  const job = await submit(c, 'runsync', keepMs);
  if (job instanceof Response) return job;
  await waitForJob(jobs, clock, job, {
    holds: changed => isTerminal(changed.status),
    waitMs,
    signal: hangUpSignal(c),
  });
  return c.json(jobBody(job));
}

async function submit(c: JobContext, kind: 'run' | 'runsync', keepMs: number): Promise<LocalJob | Response> {
  const { jobs, settings } = c.get('platform');
  const { id, executionTimeoutMs } = c.get('endpoint');
  const read = readSubmission(await c.req.text(), { kind, executionTimeoutMs, keepMs, settings });
  return read.ok ? jobs.submit(id, read.submission) : c.json({ error: read.error }, read.status);
}
