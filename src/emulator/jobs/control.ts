// POST /cancel, /retry and /purge-queue.
import { isTerminal } from '../../wire/job';
import { type JobContext, jobNotFound, jobOf } from './plane';

/** Cancelling a finished job changes nothing and shows its state. */
export async function cancelJob(c: JobContext): Promise<Response> {
  const job = jobOf(c);
  if (!job) return jobNotFound(c);
  const { jobs, scheduler } = c.get('platform');
  const workerId = job.status === 'IN_PROGRESS' ? job.workerId : undefined;
  jobs.finish(job, { status: 'CANCELLED' });
  const worker = workerId === undefined ? undefined : scheduler.worker(job.endpointId, workerId);
  if (worker) scheduler.cancelOn(worker, job.id);
  return c.json({ id: job.id, status: job.status });
}

export async function retryJob(c: JobContext): Promise<Response> {
  const job = jobOf(c);
  if (!job) return jobNotFound(c);
  if (job.status !== 'FAILED' && job.status !== 'TIMED_OUT') {
    const state = isTerminal(job.status) ? job.status : `still ${job.status}`;
    return c.json({ error: `Only a FAILED or TIMED_OUT job can be retried; this one is ${state}.` }, 400);
  }
  c.get('platform').jobs.retry(job);
  return c.json({ id: job.id, status: 'IN_QUEUE' });
}

export async function purgeQueue(c: JobContext): Promise<Response> {
  const removed = c.get('platform').jobs.purge(c.get('endpoint').id);
  return c.json({ removed, status: 'completed' });
}
