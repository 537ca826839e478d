// The cost of a job: from the listed price of the endpoint's first pool, for run and cold start; silent without a price.
import { describe, expect, it } from 'vitest';
import { jobCost } from '../../../src/flows/jobCost';
import { fakeCloud } from '../../support/fakeCloud';

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
