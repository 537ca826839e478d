// The share of an account's quota that views take by themselves: it follows what is served.
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/api/rateLimits';
import { pollingShare, RequestBudget } from '../../../src/state/requestBudget';
import { FakeClock } from '../../support/fakeClock';
import { manyEndpoints } from '../../support/manyEndpoints';

const share = (header: string) => pollingShare(parsePolicy(header));

describe('the share of a quota', () => {
  it('is half of a minute, less than an hour or a day gives on average, and never endless', () => {
    expect(share('"minute";q=60;w=60')).toBe(30);
    expect(share('"minute";q=60;w=60, "hour";q=600;w=3600')).toBe(8);
    expect(share('"minute";q=60;w=60, "hour";q=3000;w=3600, "day";q=50004;w=86400')).toBe(27);
    expect(share('"burst";q=10;w=10')).toBe(30);
    expect(share('"minute";q=100000;w=60')).toBe(90);
    expect(share('"minute";q=1;w=60')).toBe(1);
  });

  it('is modest before a policy is served, and when what is served is none', () => {
    for (const header of ['', 'nonsense', '"minute";q=0;w=60', '"minute";q=x;w=60', '"minute"'])
      expect(share(header)).toBe(30);
  });

  it('may grow and shrink while it is used', () => {
    let perMinute = 1;
    const budget = new RequestBudget(new FakeClock(), () => perMinute);
    expect([budget.take(), budget.take()]).toEqual([true, false]);
    perMinute = 2;
    expect([budget.take(), budget.take()]).toEqual([true, false]);
  });

  it('is kept by the tree on an account with little', { timeout: 60_000 }, async () => {
    const world = await manyEndpoints({ endpoints: 30, workersEach: 1 }, { requestsPerMinute: 12 });
    // The first reply tells the quota; from the second minute on it is kept.
    await world.minute({ opened: 0, state: 'idle' });
    expect(world.state.budget.perMinute).toBe(5);
    const { rest } = await world.minute({ opened: 10, state: 'rollout' });
    expect(rest).toBeGreaterThan(1);
    // Ten endpoints that somebody opened are looked at once whatever the share is; the quota holds.
    expect(rest).toBeLessThan(world.quota());
    await world.end();
  });
});
