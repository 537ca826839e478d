// GET /job-take and /job-take-batch: long polls that hand out jobs. A job goes only to a caller that is still there; when
// the answer does not get through, the job returns to the queue.

import type { Platform } from '../platform';
import type { LocalWorker } from '../scheduler/worker';
import { hangUpSignal, onUndelivered } from '../server/connection';
import type { LocalJob } from '../store/job';
import type { WorkerContext } from './plane';

export interface Poll {
  readonly worker: LocalWorker;
  readonly kind: 'one' | 'batch';
  /** The query's `batch_size` as it came. */
  readonly batchSize: string | undefined;
  /** The query's `job_in_progress` as it came. */
  readonly inProgress: string | undefined;
}

export const take = (c: WorkerContext) => takeAs(c, 'one');
export const takeBatch = (c: WorkerContext) => takeAs(c, 'batch');

async function takeAs(c: WorkerContext, kind: Poll['kind']): Promise<Response> {
  const { batch_size: batchSize, job_in_progress: inProgress } = c.req.query();
  const poll = { worker: c.get('worker'), kind, batchSize, inProgress };
  const platform = c.get('platform');
  const jobs = await new Promise<readonly LocalJob[]>(resolve =>
    takeJobs(platform, poll, () => hangUpSignal(c), resolve),
  );
  if (jobs.length === 0) return c.body(null, 204);
  onUndelivered(c, () => giveBack(platform, poll, jobs));
  return c.json(takenBody(poll, jobs));
}

/** Calls `answer` once, in the step that has jobs for it, or with none; `hangUp` is asked for when it must wait. */
export function takeJobs(
  { scheduler }: Platform,
  { worker, kind, batchSize, inProgress }: Poll,
  hangUp: () => AbortSignal,
  answer: (jobs: readonly LocalJob[]) => void,
): void {
  const max = kind === 'one' ? 1 : Math.max(1, Math.floor(Number(batchSize ?? 1)) || 1);
  const ready = scheduler.takeNow(worker, { max, inProgress: inProgress === '0' ? 'none' : 'some' });
  if (ready.length > 0) answer(ready);
  else scheduler.whenJobs(worker, { max, signal: hangUp() }, answer);
}

/** The answer did not get through. */
export function giveBack({ jobs }: Platform, { worker }: Poll, taken: readonly LocalJob[]): void {
  for (const job of taken) if (job.workerId === worker.id) jobs.putBack(job, 'returned');
}

export function takenBody({ kind }: Poll, jobs: readonly LocalJob[]): unknown {
  const bodies = jobs.map(handedOut);
  return kind === 'one' ? bodies[0] : bodies;
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
