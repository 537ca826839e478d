// What RunPod does not have, `/local/v1/…`, apart from REST v2, whose answers stay as published: faults on request, and what
// a laptop can tell of every worker: when its process started and was ready, and its memory.
import { Hono } from 'hono';
import type { WorkerUsage } from '../../wire/localUsage';
import type { Platform } from '../platform';
import type { LocalWorker } from '../scheduler/worker';
import { carriesBearer } from '../server/guard';
import { addDebugRoutes } from './debug';
import { addFaultRoutes } from './faults';

export function localPlane(platform: Platform, key: string): Hono {
  const app = new Hono().basePath('/local/v1');
  app.use(async (c, next) => (carriesBearer(c, key) ? next() : c.text('Unauthorized', 401)));
  app.get('/endpoints/:endpointId/workers', async c => {
    const endpointId = c.req.param('endpointId');
    if (!platform.account.endpoints.get(endpointId))
      return c.text(`There is no endpoint ${endpointId}.`, 404);
    const workers = await Promise.all(platform.scheduler.workers(endpointId).map(usageOf));
    return c.json({ workers });
  });
  addFaultRoutes(app, platform);
  addDebugRoutes(app, platform);
  return app;
}

/** Each look is a sample: the peak is the largest of them and of what the kernel itself kept. */
async function usageOf(worker: LocalWorker): Promise<WorkerUsage> {
  const [now, peak] = await Promise.all([worker.process?.memoryBytes(), worker.process?.peakMemoryBytes?.()]);
  worker.peakMemoryBytes = Math.max(worker.peakMemoryBytes, now ?? 0, peak ?? 0);
  return {
    id: worker.id,
    createdMs: worker.createdAt,
    startedMs: worker.startedAt ?? null,
    readyMs: worker.readyAt ?? null,
    memoryBytes: now ?? null,
    peakMemoryBytes: worker.peakMemoryBytes || null,
    ...(worker.process?.debug && { debug: worker.process.debug }),
  };
}
