// One target under watch: the list is told before details are asked for, failures set how we stand with it, and a
// quiet account costs little.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { TargetState } from '../../../src/state/targetState';
import { anEndpoint, aWorker, healthOf, releasesAt, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';

const never = new AbortController().signal;

function setUp(many = 2) {
  const world = {
    fail: undefined as AppError | undefined,
    myself: { id: 'u1', clientBalance: 20, currentSpendPerHr: 0 },
    failMyself: undefined as AppError | undefined,
    health: healthOf(),
    requests: [] as string[],
  };
  const note = async <T>(name: string, answer: T): Promise<T> => {
    world.requests.push(name);
    if (world.fail) throw world.fail;
    return structuredClone(answer);
  };
  const endpoints = Array.from({ length: many }, (_, index) => anEndpoint({ id: `ep${index}` }));
  const cloud = fakeCloud({
    account: {
      myself: async () => {
        if (world.failMyself) throw world.failMyself;
        return note('myself', world.myself);
      },
    },
    endpoints: {
      list: () => note('list', endpoints),
      workers: id => note(`workers ${id}`, workersOf(aWorker())),
      releases: id => note(`releases ${id}`, releasesAt(1, 1, 1)),
    },
    jobs: { health: id => note(`health ${id}`, world.health) },
  });
  const clock = new FakeClock();
  const state = new TargetState({ cloud, clock, kind: 'account' });
  const paints: number[] = [];
  state.onChange(() => paints.push(world.requests.length));
  return { world, clock, state, paints };
}

describe('target state', () => {
  it('tells of the list before it asks for any details', async () => {
    const { state, paints, world } = setUp();
    await state.read('shown', never);
    expect(world.requests.slice(0, 2).sort()).toEqual(['list', 'myself']);
    expect(paints[0]).toBe(2);
    expect(state.store.get('ep0')?.workers?.summary.total).toBe(1);
    expect(state.session.current.kind).toBe('ready');
  });

  it('counts workers of the first endpoints, and of those that are opened', async () => {
    const { state, world } = setUp(1000);
    await state.read('shown', never);
    const watched = () => new Set(world.requests.filter(one => one.startsWith('health'))).size;
    expect(watched()).toBe(8);
    expect(state.setOpened('ep700', 'opened')).toBe(true);
    await state.read('changed', never);
    expect(watched()).toBe(9);
    state.setOpened('ep700', 'closed');
    world.requests.length = 0;
    await state.read('changed', never);
    expect(watched()).toBe(8);
  });

  it('reads list and balance only when they are due, and stays within its share of the quota', async () => {
    const { state, world, clock } = setUp();
    await state.read('shown', never);
    world.requests.length = 0;
    for (let look = 0; look < 33; look++) {
      await clock.advance(2_000);
      await state.read('timer', never);
    }
    const many = (name: string) => world.requests.filter(one => one === name).length;
    expect(many('list')).toBeLessThanOrEqual(9);
    expect(many('myself')).toBe(1);
    expect(world.requests.filter(one => /^(list|workers|releases)/.test(one)).length).toBeLessThanOrEqual(30);
    expect(state.budget.used).toBeLessThanOrEqual(30);
  });

  it('keeps the pace while something is under way', async () => {
    const { state, world } = setUp();
    await state.read('shown', never);
    expect(await state.read('timer', never)).toBe('same');
    world.health = healthOf({ inProgress: 1 });
    expect(await state.read('timer', never)).toBe('changed');
    expect(await state.read('timer', never)).toBe('changed');
  });

  it.each([
    [new AppError('unauthorized', 'No.', { status: 401 }), 'signedOut'],
    [new AppError('rate-limited', 'Wait.', { retryAfterMs: 5_000 }), 'rateLimited'],
    [new AppError('remote', 'Nothing answers.'), 'offline'],
  ] as const)('after %s it is %s, keeps what it knew, and comes back', async (error, kind) => {
    const { state, world } = setUp();
    await state.read('shown', never);
    world.fail = error;
    await expect(state.read('user', never)).rejects.toBe(error);
    expect(state.session.current.kind).toBe(kind);
    expect(state.problem?.message).toBe(error.message);
    expect(state.store.all).toHaveLength(2);
    world.fail = undefined;
    await state.read('user', never);
    expect(state.session.current.kind).toBe('ready');
    expect(state.problem).toBeUndefined();
  });

  it('shows endpoints to a key that may not read the account', async () => {
    const { state, world } = setUp();
    world.failMyself = new AppError('unauthorized', 'Not allowed.', { status: 403 });
    await state.read('shown', never);
    expect(state.store.all).toHaveLength(2);
    expect(state.myself).toBeUndefined();
  });
});
