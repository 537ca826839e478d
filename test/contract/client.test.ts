// One suite for the client, two targets: Local RunPod by default; a real account with RUNPOD_LIVE=1 (its key in
// RUNPOD_API_KEY), where nothing is written unless RUNPOD_LIVE_WRITE=1. Every request that is sent, and every answer of
// REST v2, is held against the published specification.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../src/api/cloud';
import { createCloud } from '../../src/api/createCloud';
import { parseRateLimit } from '../../src/api/rateLimits';
import { cloudUrls } from '../../src/api/urls';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import { createEndpoint, deleteEndpoint, scaleEndpoint } from '../../src/flows/endpointLife';
import { planUndo, undoLastUpdate } from '../../src/flows/rollBack';
import { applyTemplateUpdate, planTemplateUpdate } from '../../src/flows/updateTemplate';
import { memoryShelf } from '../support/memoryShelf';
import { openApi } from '../support/openApi';
import { replyMistakes, requestMistakes } from '../support/openApiRequests';
import { RealLocal } from '../support/realLocal';

const isLive = process.env.RUNPOD_LIVE === '1';
const mayWrite = !isLive || process.env.RUNPOD_LIVE_WRITE === '1';
const spec = openApi();
/** An image that anybody may pull; no worker ever runs it, because the endpoint is made with none. */
const image = 'docker.io/library/busybox:1.36';

interface Where {
  readonly urls: ReturnType<typeof cloudUrls>;
  readonly key: string;
}

describe(`the client against ${isLive ? 'a real account' : 'Local RunPod'}`, () => {
  const local = new RealLocal();
  const mistakes: string[] = [];
  const quotas = new Set<string>();
  let cloud: Cloud;
  let where: Where;

  const client = (key: string) =>
    createCloud({
      urls: where.urls,
      key,
      clock: systemClock,
      log: silentLogger,
      userAgent: 'runpod-worker-dev/test',
      fetch: async request => {
        const isRest = request.url.startsWith(`${where.urls.rest}/`);
        const text = await request.clone().text();
        const url = new URL(request.url);
        url.pathname = `/v2${url.pathname.slice(new URL(where.urls.rest).pathname.length)}`;
        const asked = {
          method: request.method,
          url,
          headers: request.headers,
          body: text && JSON.parse(text),
        };
        if (isRest) mistakes.push(...requestMistakes(spec, { ...asked, body: asked.body || undefined }));
        const reply = await fetch(request);
        if (isRest) {
          const body = await reply
            .clone()
            .json()
            .catch(() => undefined);
          mistakes.push(...replyMistakes(spec, asked, { status: reply.status, body }));
          for (const { name } of parseRateLimit(reply.headers.get('ratelimit'))) quotas.add(name);
        }
        return reply;
      },
    });

  beforeAll(async () => {
    if (isLive) {
      const key = process.env.RUNPOD_API_KEY;
      if (!key) throw new Error('RUNPOD_LIVE=1 needs the key of the account in RUNPOD_API_KEY.');
      where = { urls: cloudUrls(process.env), key };
    } else {
      await local.start();
      const { graphql, rest, jobs, key } = local.running.info;
      where = { urls: { graphql, rest, jobs }, key };
    }
    cloud = client(where.key);
  });
  afterAll(async () => {
    if (!isLive) await local.stop();
  });

  it('knows whose key it is, and refuses another', async () => {
    expect((await cloud.account.myself()).id).toMatch(/./);
    const stranger = client('rpa_NOSUCHKEY0123456789');
    await expect(stranger.account.myself()).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(stranger.endpoints.list()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('lists GPU pools with price and stock', async () => {
    const pools = await cloud.catalog.gpuPools();
    expect(pools.length).toBeGreaterThan(3);
    for (const pool of pools) {
      expect(pool.types.length).toBeGreaterThan(0);
      expect(pool.memoryGb).toBeGreaterThan(0);
      expect(['NONE', 'LOW', 'MEDIUM', 'HIGH', undefined]).toContain(pool.stock);
    }
  });

  it('reads the endpoints that are there in every way', async () => {
    for (const { id, name } of (await cloud.endpoints.list()).slice(0, 3)) {
      expect((await cloud.endpoints.get(id)).name).toBe(name);
      expect((await cloud.endpoints.workers(id)).summary.total).toBeGreaterThanOrEqual(0);
      expect((await cloud.endpoints.releases(id)).releases).toBeInstanceOf(Array);
      expect((await cloud.endpoints.bound(id)).id).toBe(id);
      expect((await cloud.jobs.health(id)).jobs.inQueue).toBeGreaterThanOrEqual(0);
    }
    expect(await cloud.registries.list()).toBeInstanceOf(Array);
  });

  it('calls an endpoint that is not there just that, in every API', async () => {
    const id = 'nosuchendpoint0';
    await expect(cloud.endpoints.get(id)).rejects.toMatchObject({ kind: 'not-found', status: 404 });
    await expect(cloud.endpoints.bound(id)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(cloud.jobs.health(id)).rejects.toMatchObject({
      kind: expect.stringMatching(/not-found|unauthorized/),
    });
  });

  describe.skipIf(!mayWrite)('with an endpoint of its own', () => {
    const name = `runpod-worker-dev-test-${process.pid}`;
    const deps = { snapshots: memoryShelf(), clock: systemClock };
    let id: string;

    it('makes it', async () => {
      const options = { name, image, pools: ['AMPERE_16'], maxWorkers: 0, env: { KEEP: '1', CHANGE: 'a' } };
      id = (await createEndpoint(cloud, options)).id;
    });

    it('reads it in every way', async () => {
      expect((await cloud.endpoints.list()).map(each => each.id)).toContain(id);
      expect(await cloud.endpoints.get(id)).toMatchObject({ name, flashboot: 'FLASHBOOT', timeout: 600_000 });
      expect((await cloud.endpoints.workers(id)).workers).toEqual([]);
      expect((await cloud.endpoints.releases(id)).releases.length).toBeGreaterThan(0);
      expect((await cloud.jobs.health(id)).jobs.inQueue).toBe(0);
    });

    it('changes exactly what was chosen, and takes it back', async () => {
      const change = { env: { set: { CHANGE: 'b', NEW: 'c' } } };
      const before = await cloud.endpoints.get(id);
      await applyTemplateUpdate(cloud, await planTemplateUpdate(cloud, { endpointId: id, change }), deps);
      expect((await cloud.endpoints.get(id)).env).toEqual({ KEEP: '1', CHANGE: 'b', NEW: 'c' });
      expect((await planUndo(cloud, { endpointId: id }, deps.snapshots)).changes).toHaveLength(2);
      await undoLastUpdate(cloud, { endpointId: id }, deps);
      expect(await cloud.endpoints.get(id)).toEqual(before);
    });

    it('scales without touching anything else', async () => {
      const before = await cloud.endpoints.get(id);
      const scaled = await scaleEndpoint(cloud, id, { idleTimeout: 33 });
      expect(scaled).toEqual({ ...before, workers: { ...before.workers, idleTimeout: 33 } });
    });

    it('queues a job, sees it, and purges it', async () => {
      const job = await cloud.jobs.run(id, {
        input: { a: 1 },
        policy: { ttl: 60_000, executionTimeout: 5_000 },
      });
      expect(await cloud.jobs.status(id, job.id)).toMatchObject({ id: job.id, status: 'IN_QUEUE' });
      expect(await cloud.jobs.purgeQueue(id)).toBe(1);
    });

    // Runs whatever failed before it: nothing is left in the account.
    it('deletes it, and the template that was its own', async () => {
      const { templateId } = await deleteEndpoint(cloud, { endpointId: id, typedName: name }, deps);
      const left = (await cloud.templates.list()).find(template => template.id === templateId);
      if (left) await cloud.templates.delete(left.name);
      await expect(cloud.endpoints.get(id)).rejects.toMatchObject({ kind: 'not-found' });
    });
  });

  it('has sent nothing, and read nothing, that the specification does not know', () => {
    expect(mistakes).toEqual([]);
    // Accounts that are exempt from quotas are served none.
    if (!isLive || quotas.size > 0) expect([...quotas].sort()).toEqual(['day', 'hour', 'minute']);
  });
});
