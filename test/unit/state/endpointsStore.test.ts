// The endpoints of a target: only what changed is told, details only for what is watched, and failures of one part
// take nothing else away.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { type EndpointsChange, EndpointsStore } from '../../../src/state/endpointsStore';
import { RequestBudget } from '../../../src/state/requestBudget';
import type { Endpoint } from '../../../src/wire/endpoint';
import { anEndpoint, aWorker, healthOf, releasesAt, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';

const never = new AbortController().signal;

function setUp(endpoints: Endpoint[], perMinute = 1000) {
  const world = {
    endpoints,
    workers: workersOf(aWorker()),
    health: healthOf(),
    releases: releasesAt(1, 1, 1),
    requests: [] as string[],
    failHealth: undefined as AppError | undefined,
    detailsRead: [] as string[],
  };
  const cloud = fakeCloud({
    endpoints: {
      list: async () => structuredClone(world.endpoints),
      get: async id =>
        structuredClone(world.endpoints.find(endpoint => endpoint.id === id) ?? anEndpoint({ id })),
      workers: async id => {
        world.requests.push('workers');
        world.detailsRead.push(id);
        return structuredClone(world.workers);
      },
      releases: async () => structuredClone(world.releases),
    },
    jobs: {
      health: async () => {
        world.requests.push('health');
        if (world.failHealth) throw world.failHealth;
        return structuredClone(world.health);
      },
    },
  });
  const budget = new RequestBudget(new FakeClock(), () => perMinute);
  const store = new EndpointsStore(cloud, budget);
  const changes: EndpointsChange[] = [];
  store.onChange(change => changes.push(change));
  return { world, store, changes };
}

const refresh = async (store: EndpointsStore) => {
  const list = await store.refreshList(never);
  const details = await store.refreshDetails('glance', never);
  return list === 'changed' ? list : details;
};

describe('endpoints store', () => {
  it('knows nothing before the first read, and an empty list from no list', async () => {
    const { store, changes } = setUp([]);
    expect(store.all).toBeUndefined();
    await refresh(store);
    expect(store.all).toEqual([]);
    expect(changes).toEqual([{ list: 'changed', ids: [] }]);
    expect(await refresh(store)).toBe('same');
    expect(changes).toHaveLength(1);
  });

  it('tells only the endpoint that changed', async () => {
    const { world, store, changes } = setUp([anEndpoint({ id: 'a' }), anEndpoint({ id: 'b' })]);
    await refresh(store);
    world.endpoints = [anEndpoint({ id: 'a' }), anEndpoint({ id: 'b', image: 'registry.test/ocr:2' })];
    expect(await refresh(store)).toBe('changed');
    expect(changes[1]).toEqual({ list: 'same', ids: ['b'] });
    world.endpoints = [anEndpoint({ id: 'a' })];
    await refresh(store);
    expect(changes[2]).toEqual({ list: 'changed', ids: [] });
    expect(store.get('b')).toBeUndefined();
  });

  it('reads details of watched endpoints only, until they are let go', async () => {
    const { world, store, changes } = setUp([anEndpoint({ id: 'a' }), anEndpoint({ id: 'b' })]);
    const watch = store.watch('a');
    await refresh(store);
    expect(world.detailsRead).toEqual(['a']);
    expect(store.get('a')?.workers?.summary.total).toBe(1);
    world.health = healthOf({ inQueue: 3 });
    await refresh(store);
    expect(changes.at(-1)).toEqual({ list: 'same', ids: ['a'] });
    watch.dispose();
    await refresh(store);
    expect(world.detailsRead).toEqual(['a', 'a']);
    expect(store.get('a')?.health?.jobs.inQueue).toBe(3);
  });

  it('keeps what it knew of a part that fails, and says which', async () => {
    const { world, store } = setUp([anEndpoint({ id: 'a' })]);
    store.watch('a');
    world.health = healthOf({ completed: 7 });
    await refresh(store);
    world.failHealth = new AppError('not-found', 'There is no endpoint a.');
    await refresh(store);
    expect(store.get('a')).toMatchObject({
      health: { jobs: { completed: 7 } },
      workers: { summary: { total: 1 } },
      problem: { message: 'There is no endpoint a.' },
    });
  });

  it('throws when the target refuses the key, and keeps everything', async () => {
    const { world, store } = setUp([anEndpoint({ id: 'a' })]);
    store.watch('a');
    await refresh(store);
    world.failHealth = new AppError('unauthorized', 'No.', { status: 401 });
    await expect(refresh(store)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(store.all).toHaveLength(1);
  });

  it('costs one request per endpoint and glance while nothing changed', async () => {
    const { world, store } = setUp([anEndpoint({ id: 'a' })]);
    store.watch('a');
    await refresh(store);
    world.requests.length = 0;
    for (let look = 0; look < 8; look++) {
      expect(await store.refreshDetails('glance', never)).toBe('same');
      expect(world.requests).toHaveLength(look + 1);
    }
    // Counters do not tell that one worker replaced another, so the list has its turn.
    expect(world.requests.filter(one => one === 'workers')).toHaveLength(2);
  });

  it('costs no more when somebody asks, who sees the counters at once and the workers the second time', async () => {
    const { world, store } = setUp([anEndpoint({ id: 'a' })]);
    store.watch('a');
    await refresh(store);
    for (const expected of [['health'], ['workers'], ['health'], ['workers']]) {
      world.requests.length = 0;
      expect(await store.refreshDetails('asked', never)).toBe('same');
      expect(world.requests).toEqual(expected);
    }
  });

  it('reads the workers when the counters changed, and the releases when the version did', async () => {
    const { world, store } = setUp([anEndpoint({ id: 'a' })]);
    store.watch('a');
    await refresh(store);
    world.requests.length = 0;
    world.health = healthOf({ completed: 1 });
    world.workers = { ...workersOf(aWorker({ id: 'w2' })), endpointVersion: 2 };
    world.releases = releasesAt(2, 1, 1);
    expect(await store.refreshDetails('glance', never)).toBe('changed');
    expect(world.requests).toEqual(['health', 'workers']);
    expect(store.get('a')?.releases?.endpointVersion).toBe(2);
    expect(store.get('a')?.workers?.workers[0]?.id).toBe('w2');
  });

  it('keeps to the counters when the minute has no room left', async () => {
    const { world, store } = setUp([anEndpoint({ id: 'a' })], 3);
    store.watch('a');
    await refresh(store);
    world.requests.length = 0;
    world.health = healthOf({ inQueue: 5 });
    await store.refreshDetails('glance', never);
    expect(world.requests).toEqual(['health']);
    expect(store.get('a')?.health?.jobs.inQueue).toBe(5);
  });

  it('takes seconds that pass for no change', async () => {
    const { world, store, changes } = setUp([anEndpoint({ id: 'a' })]);
    store.watch('a');
    world.workers = workersOf(aWorker({ uptimeSeconds: 61 }));
    await refresh(store);
    world.workers = workersOf(aWorker({ uptimeSeconds: 75 }));
    const told = changes.length;
    await store.refreshDetails('asked', never);
    expect(await store.refreshDetails('asked', never)).toBe('same');
    expect(changes).toHaveLength(told);
    world.workers = workersOf(aWorker({ uptimeSeconds: 121 }));
    await store.refreshDetails('asked', never);
    expect(await store.refreshDetails('asked', never)).toBe('changed');
  });
});
