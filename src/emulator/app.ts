// All planes at one origin, behind one guard. Testable without a socket: `createApp(…).request(url, init)`.
import { Hono } from 'hono';
import { graphqlPlane } from './graphql/plane';
import { jobPlane } from './jobs/plane';
import { localPlane } from './local/plane';
import type { Platform } from './platform';
import { restPlane } from './rest/plane';
import { greeting } from './server/discovery';
import { loopbackOnly } from './server/guard';
import { workerPlane } from './worker/plane';

/** `key` is the bearer key of this run. */
export function createApp(platform: Platform, key: string): Hono {
  const app = new Hono();
  app.use(loopbackOnly);
  app.get('/', c => c.text(greeting));
  app.route('/', graphqlPlane(platform, key));
  app.route('/', jobPlane(platform, key));
  app.route('/', workerPlane(platform));
  app.route('/', restPlane(platform, key));
  app.route('/', localPlane(platform, key));
  app.onError((error, c) => {
    platform.log.error(`${c.req.method} ${c.req.path} failed.`, error);
    return c.text('Local RunPod made a mistake; its log has the details.', 500);
  });
  return app;
}
