// The routes of the faults: read and set by the command line, the editor and tests.
import type { Hono } from 'hono';
import { isoTime } from '../../base/clock';
import { parseJson } from '../../base/json';
import { endpointFaultsSchema } from '../../wire/localFaults';
import type { Platform } from '../platform';

const weekMs = 7 * 86_400_000;

/** Adds them to the plane that has checked the key. */
export function addFaultRoutes(app: Hono, { account, faults, scheduler, clock }: Platform): void {
  app.get('/faults', c => c.json(faults.all()));
  app.delete('/faults', c => {
    faults.clear();
    return c.json(faults.all());
  });
  app.post('/balance', async c => {
    const body = parseJson(await c.req.text());
    const usd = body.ok ? body.value : undefined;
    if (typeof usd !== 'number') return c.json({ error: 'The balance is a number of USD.' }, 422);
    faults.setBalance(usd);
    return c.json(faults.all());
  });
  app.use('/endpoints/:id/*', async (c, next) => {
    const known = account.endpoints.get(c.req.param('id'));
    return known ? next() : c.json({ error: 'There is no such endpoint.' }, 404);
  });
  app.post('/endpoints/:id/faults', async c => {
    const body = parseJson(await c.req.text());
    const parsed = endpointFaultsSchema.safeParse(body.ok ? body.value : undefined);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return c.json({ error: issues.join('; ') }, 422);
    }
    faults.set(c.req.param('id'), parsed.data);
    return c.json(faults.all());
  });
  app.post('/endpoints/:id/lose-node', c => {
    const lost = scheduler.loseNode(c.req.param('id'));
    return lost ? c.json({ workerId: lost }) : c.json({ error: 'No worker of the endpoint runs.' }, 409);
  });
  app.post('/endpoints/:id/go-inactive', c => {
    const endpoint = account.endpoints.get(c.req.param('id'));
    if (endpoint) {
      // As after the seventh day without a job (endpoint-configurations): the maximum is 0 and stays there.
      const createdAt = isoTime(Math.min(Date.parse(endpoint.createdAt), clock.now() - weekMs - 1_000));
      account.endpoints.put({ ...endpoint, workersMin: 0, workersMax: 0, createdAt });
    }
    return c.json({ status: 'inactive' });
  });
}
