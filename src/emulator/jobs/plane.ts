// The job API of queue endpoints, `/job/v2/{endpointId}/…`: the key with or without `Bearer`, plain-text 401 and 404.
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { Platform } from '../platform';
import { carries } from '../server/guard';
import type { LocalJob } from '../store/job';
import type { EndpointRecord } from '../store/records';
import { cancelJob, purgeQueue, retryJob } from './control';
import { health } from './health';
import { limitRates } from './rateLimits';
import { requests } from './requests';
import { run, runSync } from './run';
import { status, statusSync, stream } from './status';

export interface JobVariables {
  readonly platform: Platform;
  readonly endpoint: EndpointRecord;
}
export type JobContext = Context<{ Variables: JobVariables }>;

export function jobPlane(platform: Platform, key: string): Hono<{ Variables: JobVariables }> {
  const app = new Hono<{ Variables: JobVariables }>().basePath('/job/v2/:endpointId');
  app.use(async (c, next) => {
    if (!carries(c, key)) return c.text('Unauthorized', 401);
    const endpoint = platform.account.endpoints.get(c.req.param('endpointId') ?? '');
    if (!endpoint) return c.text('404 - check your endpoint ID', 404);
    c.set('platform', platform);
    c.set('endpoint', endpoint);
    return next();
  });
  app.use(queueOnly);
  app.use(limitRates(platform.clock));
  app.post('/run', run);
  app.post('/runsync', runSync);
  app.on(['GET', 'POST'], '/status/:jobId', status);
  app.on(['GET', 'POST'], '/status-sync/:jobId', statusSync);
  app.on(['GET', 'POST'], '/stream/:jobId', stream);
  app.post('/cancel/:jobId', cancelJob);
  app.post('/retry/:jobId', retryJob);
  app.post('/purge-queue', purgeQueue);
  app.get('/health', health);
  app.get('/requests', requests);
  return app;
}

const queueOnly: MiddlewareHandler<{ Variables: JobVariables }> = async (c, next) => {
  if (c.get('endpoint').type === 'LB' && !c.req.path.endsWith('/health')) {
    const { origin } = new URL(c.req.url);
    const base = `${origin}/lb/${c.get('endpoint').id}`;
    return c.json(
      { error: `This is a load-balancing endpoint: it has no jobs, its requests go to ${base}/PATH.` },
      400,
    );
  }
  return next();
};

/** The job named by the path, or undefined when it is unknown or forgotten. */
export function jobOf(c: JobContext): LocalJob | undefined {
  return c.get('platform').jobs.get(c.get('endpoint').id, c.req.param('jobId') ?? '');
}

export function jobNotFound(c: JobContext): Response {
  return c.json({ error: 'job not found' }, 404);
}

interface WaitBounds {
  readonly min: number;
  readonly max: number;
  readonly usual: number;
}

/** The `wait` query in ms, kept within bounds. */
export function waitOf(c: JobContext, bounds: WaitBounds): number {
  return waitWithin(c.req.query('wait'), bounds);
}

export function waitWithin(wait: string | undefined, bounds: WaitBounds): number {
  const given = Number(wait ?? Number.NaN);
  return Number.isFinite(given) ? Math.min(Math.max(given, bounds.min), bounds.max) : bounds.usual;
}
