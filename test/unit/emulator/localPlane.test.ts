// What only Local RunPod tells: when a worker started and was ready, and its memory.
import { describe, expect, it } from 'vitest';
import { workerUsageListSchema } from '../../../src/wire/localUsage';
import { settle } from '../../support/fakeClock';
import { LocalPlatform } from '../../support/localPlatform';

async function usage(local: LocalPlatform, endpointId: string) {
  const { body } = await local.call(`/local/v1/endpoints/${endpointId}/workers`);
  return workerUsageListSchema.parse(body).workers;
}

describe('local plane', () => {
  it('tells the times and the largest memory that was seen', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { min: 0, max: 1, idleTimeout: 60 } });
    expect(await usage(local, id)).toEqual([]);
    await local.run(id);
    await settle();
    const { latest } = local.runtime;
    const startedMs = local.clock.now();
    latest.memory = { bytes: 500, peakBytes: 700 };
    await local.clock.advance(1_200);
    expect(await usage(local, id)).toMatchObject([
      { createdMs: startedMs, startedMs, readyMs: null, peakMemoryBytes: 700 },
    ]);
    await local.take(latest);
    latest.memory = { bytes: 900, peakBytes: 700 };
    await usage(local, id);
    latest.memory = { bytes: 100, peakBytes: 700 };
    expect(await usage(local, id)).toMatchObject([
      { id: latest.spec.workerId, readyMs: startedMs + 1_200, memoryBytes: 100, peakMemoryBytes: 900 },
    ]);
  });

  it('wants the key and knows its endpoints', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const path = `/local/v1/endpoints/${id}/workers`;
    expect((await local.call(path, { key: 'another' })).status).toBe(401);
    expect((await local.call('/local/v1/endpoints/unknown/workers')).status).toBe(404);
  });
});
