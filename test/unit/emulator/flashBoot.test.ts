// FlashBoot: idle workers are frozen and come back, as long as they are of any use.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalPlatform } from '../../support/localPlatform';

let local: LocalPlatform;
beforeEach(() => {
  local = new LocalPlatform({ flashKeepMs: 60_000 });
});
afterEach(() => local.platform.stop(0));

const fields = { workers: { min: 0, max: 3, idleTimeout: 5 } };

/** An endpoint whose one worker did a job and has been idle for its time; answers the worker. */
async function restingWorker(flashboot: string) {
  const id = await local.endpoint({ ...fields, flashboot });
  const jobId = await local.run(id);
  await local.clock.advance(250);
  const worker = local.runtime.latest;
  await local.take(worker);
  await local.done(worker, jobId, { output: 1 });
  await local.clock.advance(6_000);
  return { id, worker };
}

const total = async (id: string) => (await local.rest(`/serverless/${id}/workers`)).body.summary.total;

describe('a worker of an endpoint with FlashBoot', () => {
  it('revives: what was loaded is there, nothing is started', async () => {
    const { id, worker } = await restingWorker('FLASHBOOT');
    expect([worker.frozen, worker.stops, await total(id)]).toEqual([true, [], 0]);
    const jobId = await local.run(id);
    expect([worker.frozen, await total(id)]).toEqual([false, 1]);
    expect((await local.take(worker)).id).toBe(jobId);
    expect(local.runtime.started).toHaveLength(1);
    await local.done(worker, jobId, { output: 2 });
    expect((await local.status(id, jobId)).delayTime).toBeLessThan(250);
  });

  it('ends like any other without it', async () => {
    const { worker } = await restingWorker('OFF');
    expect([worker.frozen, worker.stops.length]).toEqual([false, 1]);
  });

  it('is not kept for ever', async () => {
    const { worker } = await restingWorker('FLASHBOOT');
    await local.clock.advance(60_000);
    expect(worker.stops).toHaveLength(1);
  });

  it('is of no use to another release, nor without FlashBoot, nor when it was deleted', async () => {
    const { id, worker } = await restingWorker('FLASHBOOT');
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { image: 'test/image:2' } });
    await local.clock.advance(250);
    expect(worker.stops).toHaveLength(1);
    const off = await restingWorker('PRIORITY_FLASHBOOT');
    await local.rest(`/serverless/${off.id}`, { method: 'PATCH', body: { flashboot: 'OFF' } });
    await local.clock.advance(250);
    expect(off.worker.stops).toHaveLength(1);
    const gone = await restingWorker('FLASHBOOT');
    await local.rest(`/serverless/${gone.id}`, { method: 'DELETE' });
    await local.clock.advance(250);
    expect(gone.worker.stops).toHaveLength(1);
  });

  it('that dies in its sleep is replaced', async () => {
    const { id, worker } = await restingWorker('FLASHBOOT');
    worker.exit(null, 'SIGKILL');
    await local.clock.advance(250);
    await local.run(id);
    await local.clock.advance(250);
    expect(local.runtime.started).toHaveLength(2);
    expect(await total(id)).toBe(1);
  });
});
