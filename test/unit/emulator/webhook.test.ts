// Webhooks: the finished job is posted once; anything but 2xx is tried twice more, 10 s apart.
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/log';
import { deliverWebhooks } from '../../../src/emulator/jobs/webhook';
import { LocalPlatform } from '../../support/localPlatform';

async function withStatuses(statuses: number[]) {
  const local = new LocalPlatform();
  const posts: { url: string; body: string }[] = [];
  deliverWebhooks({
    jobs: local.platform.jobs,
    clock: local.clock,
    log: silentLogger,
    retryMs: 10_000,
    post: async (url, body) => {
      posts.push({ url, body });
      return statuses.shift() ?? 200;
    },
  });
  const id = await local.endpoint({ workers: { min: 1, idleTimeout: 3600 } });
  await local.clock.advance(300);
  const jobId = await local.run(id, {}, { webhook: 'http://127.0.0.1:1/hook' });
  await local.take(local.runtime.latest);
  await local.done(local.runtime.latest, jobId, { output: 5 });
  return { local, posts, jobId };
}

describe('webhooks', () => {
  it('carry the finished job, once', async () => {
    const { local, posts, jobId } = await withStatuses([204]);
    await local.clock.advance(60_000);
    expect(posts.map(({ url }) => url)).toEqual(['http://127.0.0.1:1/hook']);
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({ id: jobId, status: 'COMPLETED', output: 5 });
  });

  it('are tried three times in all, 10 s apart', async () => {
    const { local, posts } = await withStatuses([500, 302, 500, 200]);
    expect(posts).toHaveLength(1);
    await local.clock.advance(9_900);
    expect(posts).toHaveLength(1);
    await local.clock.advance(200);
    expect(posts).toHaveLength(2);
    await local.clock.advance(60_000);
    expect(posts).toHaveLength(3);
  });
});
