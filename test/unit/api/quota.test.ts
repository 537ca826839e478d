// The quota of an account, served and enforced by Local RunPod: one client never exceeds it, because it reads what is
// left; two that do not know of each other run into 429 and obey that.
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../src/api/createCloud';
import { silentLogger } from '../../../src/base/log';
import { localCloud } from '../../support/localCloud';
import { testKey } from '../../support/localPlatform';

const settings = { requestsPerMinute: 5, overQuota: 'refuse' } as const;

describe('the quota of REST v2', () => {
  it('is never exceeded by one client, and everything is answered in the end', async () => {
    const statuses: number[] = [];
    const { cloud, clock, local } = localCloud({
      settings,
      between: async (request, next) => {
        const reply = await next(request);
        statuses.push(reply.status);
        return reply;
      },
    });
    const id = await local.endpoint();
    const start = clock.now();
    for (let i = 0; i < 14; i++) expect((await cloud.endpoints.get(id)).id).toBe(id);
    expect(statuses).toEqual(Array(14).fill(200));
    // 15 requests with the one that made the endpoint: two full minutes had to pass.
    expect(clock.now() - start).toBeGreaterThanOrEqual(120_000);
    expect(clock.now() - start).toBeLessThan(190_000);
  });

  it('is obeyed when others use it up', async () => {
    const { cloud, clock, local } = localCloud({ settings });
    const origin = 'http://127.0.0.1:4000';
    const other = createCloud({
      urls: { graphql: `${origin}/graphql`, rest: `${origin}/v2`, jobs: `${origin}/job/v2` },
      key: testKey,
      clock,
      log: silentLogger,
      userAgent: 'runpod-worker-dev/test',
      fetch: async request => local.app.fetch(request),
    });
    for (let i = 0; i < 8; i++) {
      expect(await cloud.endpoints.list()).toEqual([]);
      expect(await other.endpoints.list()).toEqual([]);
    }
  });
});
