// Who is let in: the key on every plane in its own words, loopback names only, workers by their own token.
import { describe, expect, it } from 'vitest';
import { LocalPlatform, testKey } from '../../support/localPlatform';

describe('guard', () => {
  it('refuses a wrong key in the manner of each plane', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const job = await local.job(id, '/health', { key: 'wrong' });
    expect([job.status, job.headers.get('content-type')]).toEqual([401, 'text/plain; charset=UTF-8']);
    const rest = await local.rest('/serverless', { key: 'wrong' });
    expect(rest.status).toBe(401);
    expect(rest.headers.get('content-type')).toBe('application/problem+json');
    expect(rest.headers.get('RateLimit')).toBeNull();
    const graph = await local.call('/graphql', { key: 'wrong', body: { query: '{ myself { id } }' } });
    expect(graph.status).toBe(401);
  });

  it('takes the raw key on the job API, and ?api_key on GraphQL, but only Bearer on REST', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const raw = { headers: { authorization: testKey } };
    expect((await local.job(id, '/health', raw)).status).toBe(200);
    expect((await local.rest('/serverless', raw)).status).toBe(401);
    const body = { query: '{ myself { id } }' };
    const byQuery = await local.call(`/graphql?api_key=${testKey}`, { body, headers: { authorization: '' } });
    expect(byQuery.body.data.myself.id).toBe('local');
  });

  it('refuses a foreign Host whatever the key', async () => {
    const local = new LocalPlatform();
    for (const host of ['evil.example', 'evil.example:4000', '127.0.0.1.evil.example']) {
      expect((await local.rest('/serverless', { headers: { host } })).status).toBe(403);
    }
    for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000']) {
      expect((await local.rest('/serverless', { headers: { host } })).status).toBe(200);
    }
  });

  it('lets a worker in by its own token only, and delays the refusal', async () => {
    const local = new LocalPlatform();
    await local.endpoint({ workers: { min: 1 } });
    await local.clock.advance(500);
    const worker = local.runtime.latest;
    const intruder = local.asWorker(worker, '/ping', { headers: { authorization: testKey } });
    await local.clock.advance(2_000);
    expect((await intruder).status).toBe(401);
    expect((await local.asWorker(worker, '/ping')).status).toBe(200);
  });

  it('answers 404 as text for an endpoint that is not there', async () => {
    const reply = await new LocalPlatform().job('nothing', '/health');
    expect([reply.status, reply.body]).toEqual([404, '404 - check your endpoint ID']);
  });
});
