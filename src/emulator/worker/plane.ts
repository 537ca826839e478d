// What a worker's SDK talks to, `/worker/v2/{endpointId}/…` (its RUNPOD_WEBHOOK_* variables). Every worker has a token
// of its own. A refusal is delayed: the SDK asks again at once, thousands of times a second.
import { type Context, Hono } from 'hono';
import type { Platform } from '../platform';
import type { LocalWorker } from '../scheduler/worker';
import { carries } from '../server/guard';
import { done } from './done';
import { ping } from './ping';
import { jobStop } from './stop';
import { jobStream } from './stream';
import { take, takeBatch } from './take';

export interface WorkerVariables {
  readonly platform: Platform;
  readonly worker: LocalWorker;
}
export type WorkerContext = Context<{ Variables: WorkerVariables }>;

const refusalDelayMs = 2_000;

export function workerPlane(platform: Platform): Hono<{ Variables: WorkerVariables }> {
  const app = new Hono<{ Variables: WorkerVariables }>().basePath('/worker/v2/:endpointId');
  app.use('/:route/:workerId/*', async (c, next) => {
    const { endpointId, workerId } = c.req.param();
    const worker = platform.scheduler.worker(endpointId ?? '', workerId);
    if (!worker || !carries(c, worker.token)) {
      await platform.clock.sleep(refusalDelayMs);
      return c.text(worker ? 'Unauthorized' : 'Unknown worker', worker ? 401 : 404);
    }
    worker.sdkVersion =
      sdkVersionOf(c.req.header('user-agent'), c.req.query('runpod_version')) ?? worker.sdkVersion;
    const { networkDelayMs } = platform.faults.of(worker.endpointId);
    if (networkDelayMs) await platform.clock.sleep(networkDelayMs);
    c.set('platform', platform);
    c.set('worker', worker);
    return next();
  });
  app.get('/job-take/:workerId', take);
  app.get('/job-take-batch/:workerId', takeBatch);
  app.get('/job-stop/:workerId', jobStop);
  app.get('/ping/:workerId', ping);
  app.post('/job-done/:workerId/:jobId', done);
  app.post('/job-stream/:workerId/:jobId', jobStream);
  return app;
}

/** From the User-Agent, else from the query. */
export function sdkVersionOf(agent: string | undefined, asked: string | undefined): string | undefined {
  return /RunPod-Python-SDK\/([\w.]+)/.exec(agent ?? '')?.[1] ?? asked;
}
