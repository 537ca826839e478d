// `POST /local/v1/endpoints/{id}/debug` with `{"folder"}` runs the endpoint's worker from that folder under a debugger, and
// starts it anew when it does so already; `DELETE` goes back to what was deployed.
import type { Hono } from 'hono';
import * as z from 'zod';
import { folderImagePrefix } from '../../wire/folderImage';
import type { Platform } from '../platform';

const bodySchema = z.object({ folder: z.string().min(1) });
const route = '/endpoints/:endpointId/debug';

export function addDebugRoutes(app: Hono, platform: Platform): void {
  app.post(route, async c => {
    const endpointId = c.req.param('endpointId');
    const release = platform.account.currentRelease(endpointId);
    if (!release) return c.json({ message: `There is no endpoint ${endpointId}.` }, 404);
    const body = bodySchema.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ message: 'Give the "folder" of the worker.' }, 400);
    if (!release.container.image.startsWith(folderImagePrefix)) {
      const message =
        'Only a worker that runs as a plain process can be debugged; this one runs in a container.';
      return c.json({ message }, 409);
    }
    platform.debugging.begin(endpointId, body.data);
    platform.scheduler.restartAll(endpointId, 'to be debugged');
    return c.json({});
  });
  app.delete(route, c => {
    const endpointId = c.req.param('endpointId');
    if (!platform.debugging.of(endpointId)) return c.json({});
    platform.debugging.end(endpointId);
    platform.scheduler.restartAll(endpointId, 'no longer debugged');
    return c.json({});
  });
}
