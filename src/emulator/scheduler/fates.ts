// What becomes of jobs when a worker ends or cannot start: handed out again, or failed with the reason and the lines
// that explain it. A job never waits for ever for a worker that cannot come up.
import type { LocalJob } from '../store/job';
import type { FleetContext } from './context';
import type { Ending } from './lifecycle';
import type { LocalWorker } from './worker';

type Context = Pick<FleetContext, 'jobs' | 'traffic' | 'settings'>;
type Failure = Ending & { readonly kind: 'failed' };

/** Deals with the jobs a worker still had when its process ended. */
export function returnJobs(
  { jobs, settings }: Pick<Context, 'jobs' | 'settings'>,
  worker: LocalWorker,
  ending: Ending,
): void {
  for (const job of jobs.heldBy(worker.id)) {
    if (ending.kind !== 'failed') jobs.putBack(job, 'returned');
    else if (job.retries < settings.retryLimit) jobs.putBack(job, 'worker-died');
    else jobs.finish(job, { status: 'FAILED', error: diedWithJob(job, ending) });
    const fate = job.status === 'FAILED' ? 'failed' : 'back in the queue';
    worker.log.write('system', `job ${job.id}: its worker ended, ${fate}`);
  }
}

/** Counts a failed start against all that waits, jobs and requests; fails what has waited through enough of them. */
export function startFailed(
  { jobs, traffic, settings }: Context,
  endpointId: string,
  failure: Failure,
): void {
  const reason = withEvidence(`No worker could start. ${failure.reason}`, failure.evidence);
  traffic.startFailed(endpointId, failure.permanent ? 1 : settings.startAttempts, reason);
  for (const job of jobs.queue(endpointId).list()) {
    job.startFailures++;
    if (!failure.permanent && job.startFailures < settings.startAttempts) continue;
    const tries = job.startFailures > 1 ? ` It was tried ${job.startFailures} times.` : '';
    const error = withEvidence(`No worker could start. ${failure.reason}${tries}`, failure.evidence);
    jobs.finish(job, { status: 'FAILED', error });
  }
}

function diedWithJob(job: LocalJob, failure: Failure): string {
  const attempts = job.retries + 1;
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  const summary = `The worker died while it had this job (${times}). The last time: ${failure.reason}`;
  return withEvidence(summary, failure.evidence);
}

function withEvidence(summary: string, evidence: string): string {
  return evidence ? `${summary}\n${evidence}` : summary;
}
