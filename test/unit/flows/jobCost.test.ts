// The cost of a job: from the listed price of the endpoint's first pool, for run and cold start; silent without a price.
import { describe, expect, it } from 'vitest';
import { jobCost, onRunPod } from '../../../src/flows/jobCost';
import { fakeCloud } from '../../support/fakeCloud';
import { localCloud } from '../../support/localCloud';

function cloudAt(pricePerHour: number | undefined) {
  const pool = { id: 'ADA_24', types: ['RTX 4090'], memoryGb: 24, pricePerHour, stock: undefined };
  return fakeCloud({
    endpoints: { get: async () => ({ gpu: { pools: ['ADA_24', 'AMPERE_16'], count: 2 } }) as never },
    catalog: { gpuPools: async () => [pool] },
  });
}

describe('jobCost', () => {
  it('counts run and cold start on every GPU, and says what it rests on', async () => {
    const cost = await jobCost(cloudAt(0.72), 'ep1', { runMs: 4_000, coldStartMs: 6_000 });
    expect(cost?.amount).toBe('$0.0040');
    expect(cost?.assumption).toMatch(/4\.0 s of run and 6\.0 s of cold start on 2 × ADA_24.*\$0\.72 an hour/);
  });

  it('says nothing without a price or a run', async () => {
    expect(await jobCost(cloudAt(0), 'ep1', { runMs: 4_000, coldStartMs: undefined })).toBeUndefined();
    expect(await jobCost(cloudAt(1), 'ep1', { runMs: undefined, coldStartMs: undefined })).toBeUndefined();
  });
});

describe('a job of Local RunPod', () => {
  it('has the estimate of RunPod, and says that it cost nothing here', async () => {
    const { cloud, local } = localCloud();
    const endpointId = await local.endpoint();
    const cost = await jobCost(cloud, endpointId, { runMs: 3_600_000, coldStartMs: undefined });
    expect(cost?.amount).toBe('$1.12');
    expect(cost && onRunPod(cost)).toMatchObject({
      amount: '$1.12 on RunPod',
      assumption: expect.stringMatching(/cost nothing here.*ADA_24/),
    });
    await local.platform.stop(0);
  });

  it('has none on a GPU whose price is not known, and such a pool is not the cheapest', async () => {
    const { cloud, local } = localCloud();
    const endpointId = await local.endpoint({ gpu: { pools: ['ADA_32_PRO'] } });
    expect(await jobCost(cloud, endpointId, { runMs: 1_000, coldStartMs: 0 })).toBeUndefined();
    expect((await cloud.catalog.gpuPools())[0]?.id).toBe('AMPERE_16');
    await local.platform.stop(0);
  });
});
