// GET /job-take and /job-take-batch: long polls that hand out jobs. A job goes only to a caller that is still there; when
// the answer does not get through, the job returns to the queue.
import { hangUpSignal, onUndelivered } from '../server/connection';
import type { LocalJob } from '../store/job';
import type { WorkerContext } from './plane';

export async function take(c: WorkerContext): Promise<Response> {
  const [job] = await takeUpTo(c, 1);
  return job ? c.json(handedOut(job)) : c.body(null, 204);
}

export async function takeBatch(c: WorkerContext): Promise<Response> {
  const asked = Math.floor(Number(c.req.query('batch_size') ?? 1));
  const jobs = await takeUpTo(c, Math.max(1, asked || 1));
  return jobs.length > 0 ? c.json(jobs.map(handedOut)) : c.body(null, 204);
}

async function takeUpTo(c: WorkerContext, max: number): Promise<readonly LocalJob[]> {
  const { scheduler, jobs } = c.get('platform');
  const inProgress = c.req.query('job_in_progress') === '0' ? 'none' : 'some';
  const worker = c.get('worker');
  const ready = scheduler.takeNow(worker, { max, inProgress });
  const taken = ready.length > 0 ? ready : await scheduler.waitForJobs(worker, max, hangUpSignal(c));
  const giveBack = () => {
    for (const job of taken) if (job.workerId === worker.id) jobs.putBack(job, 'returned');
  };
  if (taken.length > 0) onUndelivered(c, giveBack);
  return taken;
}

/** The whole object reaches the handler. A job sent without `input` stays without: the SDK refuses it. */
function handedOut({ id, submission }: LocalJob): Record<string, unknown> {
  const { webhook, s3Config } = submission;
  return {
    id,
    ...('input' in submission ? { input: submission.input } : {}),
    ...(webhook === undefined ? {} : { webhook }),
    ...(s3Config === undefined ? {} : { s3Config }),
  };
}
