// REST v2, `/v2/…`: problem+json for every refusal, RateLimit headers on every authenticated answer, x-request-id on all,
// and 405 with Allow for a method that a path does not have.
import { randomUUID } from 'node:crypto';
import { type Context, type Handler, Hono } from 'hono';
import type { Platform } from '../platform';
import { carriesBearer } from '../server/guard';
import { listGpus } from './catalog';
import { createEndpoint, getEndpoint, listEndpoints, removeEndpoint, updateEndpoint } from './endpoints';
import { answerFor, problem } from './problem';
import { RateWindows } from './rateWindows';
import { createRegistry, getRegistry, listRegistries, removeRegistry } from './registries';
import { createTemplate, getTemplate, listTemplates, removeTemplate, updateTemplate } from './templates';
import { streamWorkerLog } from './workerLogs';
import { listReleases, listWorkers } from './workers';

interface RestVariables {
  readonly platform: Platform;
}
type RestEnv = { Variables: RestVariables };
export type RestContext = Context<RestEnv>;

type Methods = Partial<Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Handler<RestEnv>>>;

const routes: Readonly<Record<string, Methods>> = {
  '/serverless': { GET: listEndpoints, POST: createEndpoint },
  '/serverless/:id': { GET: getEndpoint, PATCH: updateEndpoint, DELETE: removeEndpoint },
  '/serverless/:id/workers': { GET: listWorkers },
  '/serverless/:id/workers/:workerId/logs': { GET: streamWorkerLog },
  '/serverless/:id/releases': { GET: listReleases },
  '/templates': { GET: listTemplates, POST: createTemplate },
  '/templates/:id': { GET: getTemplate, PATCH: updateTemplate, DELETE: removeTemplate },
  '/registries': { GET: listRegistries, POST: createRegistry },
  '/registries/:id': { GET: getRegistry, DELETE: removeRegistry },
  '/catalog/gpus': { GET: listGpus },
};

export function restPlane(platform: Platform, key: string): Hono<RestEnv> {
  const app = new Hono<RestEnv>().basePath('/v2');
  const { requestsPerMinute, overQuota } = platform.settings;
  const windows = new RateWindows(platform.clock, requestsPerMinute);
  app.use('*', async (c, next) => {
    c.header('x-request-id', randomUUID());
    if (!carriesBearer(c, key)) return problem(c, 401, { detail: 'missing bearer token' });
    const { headers, spent } = windows.count();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (spent && overQuota === 'refuse') {
      c.header('retry-after', String(spent.seconds));
      return problem(c, 429, { detail: `rate limit exceeded for the ${spent.window} window` });
    }
    c.set('platform', platform);
    return next();
  });
  for (const [path, methods] of Object.entries(routes)) {
    for (const [method, handler] of Object.entries(methods)) app.on(method, path, handler);
    app.all(path, c => {
      c.header('allow', Object.keys(methods).join(', '));
      return problem(c, 405, { detail: 'The requested method is not allowed for this path.' });
    });
  }
  app.all('*', c => problem(c, 404, { detail: 'resource not found' }));
  app.onError((error, c) => {
    const answer = answerFor(c, error);
    if (answer) return answer;
    platform.log.error(`${c.req.method} ${c.req.path} failed.`, error);
    return problem(c, 500, { detail: 'Local RunPod made a mistake; its log has the details.' });
  });
  return app;
}
