// Faults on request: pulls that take their time, images that cannot be had, no machine, stuck SDKs, an empty account.
import { describe, expect, it } from 'vitest';
import { settle } from '../../support/fakeClock';
import { LocalPlatform } from '../../support/localPlatform';

const set = (local: LocalPlatform, id: string, faults: unknown) =>
  local.call(`/local/v1/endpoints/${id}/faults`, { body: faults });

async function workers(local: LocalPlatform, id: string) {
  return (await local.rest(`/serverless/${id}/workers`)).body;
}

async function systemLog(local: LocalPlatform, id: string): Promise<string> {
  const lines = local.platform.scheduler
    .workers(id)
    .flatMap(worker => worker.log.query({ source: 'system', tail: 1000 }));
  return lines.map(({ line }) => line).join('\n');
}

describe('the routes', () => {
  it('need the key of the run', async () => {
    const local = new LocalPlatform();
    expect((await local.call('/local/v1/faults', { key: 'guessed' })).status).toBe(401);
  });

  it('set, list and clear', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    expect((await set(local, id, { machines: 1, takes: 'none' })).body.endpoints[id]).toEqual({
      machines: 1,
      takes: 'none',
    });
    await local.call('/local/v1/balance', { body: -2 });
    expect((await local.call('/local/v1/faults')).body.balance).toBe(-2);
    expect((await local.call('/local/v1/faults', { method: 'DELETE' })).body).toEqual({ endpoints: {} });
  });

  it('say what is wrong with a fault', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const typo = await set(local, id, { machine: 1 });
    expect(typo).toMatchObject({ status: 422, body: { error: expect.stringContaining('machine') } });
    expect((await set(local, 'nobody', {})).status).toBe(404);
    expect((await local.call('/local/v1/balance', { body: '"a lot"' })).status).toBe(422);
  });
});

describe('a pull', () => {
  const pull = { gigabytes: 12, megabytesPerSecond: 100 };

  it('takes its time before the first start and not before a restart', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await set(local, id, { pull });
    await local.run(id);
    await local.clock.advance(119_000);
    expect(local.runtime.started).toHaveLength(0);
    expect((await workers(local, id)).summary.initializing).toBe(1);
    await local.clock.advance(2_000);
    expect(local.runtime.started).toHaveLength(1);
    local.runtime.latest.exit(1);
    await local.clock.advance(2_000);
    expect(local.runtime.started).toHaveLength(2);
  });

  it('that is longer than the init timeout kills the worker at the timeout, and the log says when', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({}, { RUNPOD_INIT_TIMEOUT: '60' });
    await set(local, id, { pull });
    await local.run(id);
    await local.clock.advance(61_000);
    expect(local.runtime.started).toHaveLength(0);
    expect((await workers(local, id)).summary.unhealthy).toBe(1);
    expect(await systemLog(local, id)).toMatch(
      /not ready within 60 s \(RUNPOD_INIT_TIMEOUT\) while its image was pulled/,
    );
  });

  it('runs faster on a faster clock', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await set(local, id, { pull, clockSpeed: 60 });
    await local.run(id);
    await local.clock.advance(2_500);
    expect(local.runtime.started).toHaveLength(1);
  });
});

describe('an image', () => {
  it.each([
    ['private', /pull access denied/],
    ['missing', /manifest unknown/],
  ])('that is %s never starts', async (image, words) => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await set(local, id, { image });
    const job = await local.run(id);
    await local.clock.advance(10_000);
    expect(local.runtime.started).toHaveLength(0);
    expect(await systemLog(local, id)).toMatch(words);
    expect(await local.status(id, job)).toMatchObject({
      status: 'FAILED',
      error: expect.stringMatching(words),
    });
  });
});

describe('machines', () => {
  it('that are not there throttle workers until one is free', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { max: 2 } });
    await set(local, id, { machines: 1 });
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { workers: { min: 2, max: 2 } } });
    await local.clock.advance(5_000);
    expect((await workers(local, id)).summary).toMatchObject({ initializing: 1, throttled: 1, total: 2 });
    await set(local, id, {});
    await local.clock.advance(5_000);
    expect((await workers(local, id)).summary).toMatchObject({ initializing: 2, throttled: 0 });
  });

  it('that are lost take the worker and what it printed along; its job runs elsewhere', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const job = await local.run(id);
    await local.clock.advance(100);
    const first = local.runtime.latest;
    first.write('container', 'about to vanish');
    await local.take(first);
    const lost = await local.call(`/local/v1/endpoints/${id}/lose-node`, { method: 'POST' });
    expect(lost.body.workerId).toBe(first.spec.workerId);
    await local.clock.advance(5_000);
    expect((await workers(local, id)).workers.map((worker: { id: string }) => worker.id)).not.toContain(
      first.spec.workerId,
    );
    expect(local.platform.logs.get(id, first.spec.workerId)?.query({ source: 'container', tail: 9 })).toEqual(
      [],
    );
    expect((await local.take(local.runtime.latest)).id).toBe(job);
  });

  it('cannot be lost where none is', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    expect((await local.call(`/local/v1/endpoints/${id}/lose-node`, { method: 'POST' })).status).toBe(409);
  });
});

describe('a stuck SDK', () => {
  it('takes no job though it asks', async () => {
    const local = new LocalPlatform({ pollHoldMs: 1_000 });
    const id = await local.endpoint();
    await set(local, id, { takes: 'none' });
    await local.run(id);
    await local.clock.advance(100);
    const taking = local.take(local.runtime.latest);
    await local.clock.advance(1_500);
    expect((await taking)?.id).toBeUndefined();
    expect((await workers(local, id)).summary.idle).toBe(1);
  });
});

describe('an empty account', () => {
  it('starts nothing, and shows it', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await local.call('/local/v1/balance', { body: 0 });
    await local.run(id);
    await local.clock.advance(10_000);
    expect(local.runtime.started).toHaveLength(0);
    expect((await local.graphql('{ myself { clientBalance } }')).body.data.myself.clientBalance).toBe(0);
  });
});

describe('an endpoint without jobs for a week', () => {
  it('is scaled to zero and stays there', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await local.call(`/local/v1/endpoints/${id}/go-inactive`, { method: 'POST' });
    await local.run(id);
    await local.clock.advance(10_000);
    expect(local.runtime.started).toHaveLength(0);
    const { workers: scale, createdAt } = (await local.rest(`/serverless/${id}`)).body;
    expect(scale).toMatchObject({ min: 0, max: 0 });
    expect(Date.parse(createdAt)).toBeLessThan(local.clock.now() - 7 * 86_400_000);
  });
});

describe('a slow network', () => {
  it('delays what workers ask', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    await set(local, id, { networkDelayMs: 400 });
    await local.run(id);
    await local.clock.advance(100);
    let answered = false;
    void local.asWorker(local.runtime.latest, '/ping').then(() => {
      answered = true;
    });
    await local.clock.advance(350);
    expect(answered).toBe(false);
    await local.clock.advance(100);
    await settle();
    expect(answered).toBe(true);
  });
});
