// A job as the job API shows it. Members appear as the state has them, as on the platform.
import type { LocalJob } from '../store/job';

/** The body of `/status` and of a webhook. */
export function jobBody(job: LocalJob): Record<string, unknown> {
  return defined({
    id: job.id,
    status: job.status,
    delayTime: job.delayTime,
    executionTime: job.executionTime,
    retries: job.retries > 0 ? job.retries : undefined,
    workerId: job.handedAt === undefined ? undefined : job.workerId,
    output: job.status === 'COMPLETED' ? job.output : job.status === 'IN_PROGRESS' ? job.progress : undefined,
    error: job.error,
  });
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
