// GET /ping: the heartbeat. It tells readiness and the jobs a worker believes to have; it is no proof of life, because
// the heartbeat process of SDK 1.7.11 and newer outlives a killed worker.
import type { WorkerContext } from './plane';

export async function ping(c: WorkerContext): Promise<Response> {
  const { scheduler } = c.get('platform');
  const worker = c.get('worker');
  if (c.req.query('status') === 'unhealthy') {
    const { check = 'unknown', reason = '' } = c.req.query();
    worker.log.write(
      'system',
      `worker ${worker.id} says it is unhealthy: check ${check} failed. ${reason}`.trim(),
    );
    return c.json({ status: 'ok' });
  }
  const jobIds = (c.req.query('job_id') ?? '').split(',').filter(Boolean);
  scheduler.pinged(worker, jobIds);
  return c.json({ status: 'ok' });
}
