// Stop all spending and back: over Local RunPod's own planes, so that every field of every endpoint is compared.
import { describe, expect, it } from 'vitest';
import { restoreSpending, stopAllSpending, stoppedSpending } from '../../../src/flows/spending';
import { type LocalCloud, localCloud } from '../../support/localCloud';
import { memoryShelf } from '../../support/memoryShelf';

const scalings = [
  { type: 'QUEUE_DELAY', queueDelay: 4 },
  { type: 'QUEUE_DELAY', queueDelay: 0.5 },
  { type: 'REQUEST_COUNT', requestCount: 3 },
];

/** Twenty endpoints that differ in everything a person can set. */
async function twenty({ local }: LocalCloud): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const scaling = scalings[i % 3];
    const hasIdle = scaling?.type === 'QUEUE_DELAY';
    const compute =
      i % 4 === 3
        ? { gpu: undefined, cpu: [{ id: 'cpu5c', vcpuCount: 2 ** (1 + (i % 3)) }] }
        : {
            gpu: {
              pools: ['ADA_48_PRO'],
              ...(i % 2 && { excludedTypes: ['NVIDIA L40S'] }),
              count: 1 + (i % 2),
            },
          };
    await local.endpoint(
      {
        name: `endpoint ${i}`,
        ...compute,
        scaling,
        workers: {
          min: i % 3,
          max: i % 7,
          ...(hasIdle && { idleTimeout: 7 + i }),
          ...(i % 7 < i % 3 && { min: 0 }),
        },
        timeout: 1_000 * i,
        flashboot: (['OFF', 'FLASHBOOT', 'PRIORITY_FLASHBOOT'] as const)[i % 3],
        dataCenterIds: i % 2 ? ['EU-RO-1', 'US-KS-2'] : [],
        networkVolumes: i % 5 ? [] : ['volume-1'],
        disk: 5 + i,
        ports: i % 2 ? ['8000/http'] : [],
        args: i % 3 ? '' : 'python -u handler.py',
      },
      { MODE: `mode ${i}`, HF_TOKEN: 'hf_secretsecretsecret' },
    );
  }
}

describe('stop all spending', () => {
  it('and restore give twenty varied endpoints back every field they had', async () => {
    const here = localCloud();
    const { cloud, clock, local } = here;
    await twenty(here);
    const deps = { snapshots: memoryShelf(), clock };
    const [before, templates] = [await cloud.endpoints.list(), await cloud.templates.list()];
    const releases = local.platform.account.releases.list().length;
    expect(before).toHaveLength(20);

    const stopped = await stopAllSpending(cloud, deps);
    expect(stopped.outcomes.map(({ problem }) => problem)).not.toContainEqual(expect.any(String));
    const quiet = await cloud.endpoints.list();
    expect(quiet.every(({ workers }) => workers.min === 0 && workers.max === 0)).toBe(true);
    expect(await stoppedSpending(cloud, deps.snapshots)).toBeDefined();

    const restored = await restoreSpending(cloud, deps);
    expect(restored).toHaveLength(stopped.before.length);
    expect(await cloud.endpoints.list()).toEqual(before);
    expect(await cloud.templates.list()).toEqual(templates);
    expect(local.platform.account.releases.list()).toHaveLength(releases);
    expect(await stoppedSpending(cloud, deps.snapshots)).toBeUndefined();
    await expect(restoreSpending(cloud, deps)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('leaves alone what somebody decided meanwhile, and what is gone', async () => {
    const { cloud, clock, local } = localCloud();
    const [a, b, c] = [
      await local.endpoint({ name: 'a-1' }),
      await local.endpoint({ name: 'b-1' }),
      await local.endpoint(),
    ];
    const deps = { snapshots: memoryShelf(), clock };
    await stopAllSpending(cloud, deps);
    await cloud.endpoints.scale(a, { min: 0, max: 1 });
    await local.rest(`/serverless/${b}`, { method: 'DELETE' });
    const outcomes = await restoreSpending(cloud, deps);
    expect(outcomes.map(({ id, left }) => [id, left])).toEqual([
      [a, 'changed'],
      [b, 'gone'],
      [c, undefined],
    ]);
    expect((await cloud.endpoints.get(a)).workers.max).toBe(1);
    expect((await cloud.endpoints.get(c)).workers.max).toBe(3);
  });

  it('goes on when one endpoint refuses, and can be taken up again after a crash', async () => {
    const { cloud, clock, local } = localCloud();
    const [a, b] = [await local.endpoint({ name: 'a-1' }), await local.endpoint({ name: 'b-1' })];
    const shelf = memoryShelf();
    const broken = {
      ...cloud,
      endpoints: {
        ...cloud.endpoints,
        scale: (id: string, ...rest: [{ min: number; max: number }]) =>
          id === a ? Promise.reject(new Error('no')) : cloud.endpoints.scale(id, ...rest),
      },
    };
    const { outcomes } = await stopAllSpending(broken, { snapshots: shelf, clock });
    expect(outcomes.filter(({ problem }) => problem !== undefined).map(({ id }) => id)).toEqual([a]);
    expect((await cloud.endpoints.get(b)).workers.max).toBe(0);
    await restoreSpending(cloud, { snapshots: shelf, clock });
    expect((await cloud.endpoints.get(b)).workers.max).toBe(3);
  });

  it('keeps nothing when nothing runs', async () => {
    const { cloud, clock, local } = localCloud();
    await local.endpoint({ workers: { min: 0, max: 0 } });
    const shelf = memoryShelf();
    expect(await stopAllSpending(cloud, { snapshots: shelf, clock })).toMatchObject({ snapshot: undefined });
    expect(await shelf.list('')).toEqual([]);
  });
});
