// Many endpoints on Local RunPod, through the real client: nothing is drawn twice, no endpoint is asked more than once
// per look while nothing changed, and a minute stays under the quota that is served.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedIds } from '../../../src/editor/views/node';
import { pollingShare } from '../../../src/state/requestBudget';
import { type ManyEndpoints, manyEndpoints } from '../../support/manyEndpoints';

/** Sent also when the share is used up. */
const listsAMinute = 8;

// Seconds of work on an idle machine; the whole suite beside it may make that many more.
describe('a tree of 100 endpoints with 10 workers each', { timeout: 60_000 }, () => {
  let world: ManyEndpoints;

  beforeAll(async () => {
    world = await manyEndpoints({ endpoints: 100, workersEach: 10 });
  }, 60_000);
  afterAll(() => world.end());

  it('is painted as soon as the list is there', async () => {
    const { paintMs, nodes } = await world.firstPaint();
    expect(paintMs).toBeLessThan(1_000);
    expect(nodes).toBeGreaterThan(100);
    expect(world.state.store.all).toHaveLength(100);
    expect(world.state.store.get('ep0000')?.workers?.summary.total).toBe(10);
  });

  it('draws nothing again when nothing changed, and one row when one thing did', async () => {
    expect((await world.repaint()).redrawn).toBe(0);
    const before = world.draw();
    const { endpoints } = world.platform.account;
    const one = endpoints.get('ep0050');
    if (one) endpoints.put({ ...one, workersMax: 50 });
    await world.read('user');
    expect(changedIds(before, world.draw())).toEqual(['many/ep0050/workers']);
  });

  it('asks each endpoint at most once a refresh while nothing changed, whatever the reason', async () => {
    for (const reason of ['timer', 'user', 'user', 'changed', 'shown', 'timer', 'user', 'timer'] as const) {
      world.sent.perEndpoint.clear();
      await world.read(reason);
      expect(Math.max(...world.sent.perEndpoint.values())).toBe(1);
      expect(world.sent.perEndpoint.size).toBe(8);
    }
  });

  it('takes its share of the served quota, idle or in a rollout, with 20 endpoints opened', async () => {
    const share = pollingShare(world.cloud.limits.quotas);
    expect(share).toBeLessThan(world.quota());
    expect(world.state.budget.perMinute).toBe(share);
    for (const state of ['idle', 'rollout'] as const) {
      const { rest } = await world.minute({ opened: 20, state });
      expect(rest).toBeGreaterThan(0);
      expect(rest).toBeLessThanOrEqual(share + listsAMinute);
    }
  });
});
