// GET /health: counters of jobs and workers. The worker counters are the six seen on the platform.
import { workerStatus } from '../scheduler/worker';
import type { JobContext } from './plane';

export async function health(c: JobContext): Promise<Response> {
  const platform = c.get('platform');
  const { jobs, scheduler } = platform;
  const { id } = c.get('endpoint');
  const statuses = scheduler.workers(id).map(worker => workerStatus(worker, platform.heldBy(worker)));
  const count = (status: string) => statuses.filter(one => one === status).length;
  const { completed, failed, retried } = jobs.counters(id);
  return c.json({
    jobs: {
      completed,
      failed,
      inProgress: jobs.inProgressCount(id),
      inQueue: jobs.queue(id).size,
      retried,
    },
    workers: {
      idle: count('IDLE'),
      initializing: count('INITIALIZING'),
      ready: count('IDLE') + count('RUNNING'),
      running: count('RUNNING'),
      throttled: count('THROTTLED'),
      unhealthy: count('UNHEALTHY'),
    },
  });
}
