// GET /job-stop: the long poll through which SDK 1.10 and newer learns of jobs to stop.
import { hangUpSignal } from '../server/connection';
import type { WorkerContext } from './plane';

export async function jobStop(c: WorkerContext): Promise<Response> {
  const worker = c.get('worker');
  const { scheduler } = c.get('platform');
  const jobsToStop = await scheduler.waitForStops(worker, hangUpSignal(c));
  return jobsToStop.length > 0 ? c.json({ jobsToStop }) : c.body(null, 204);
}
