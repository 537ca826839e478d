// The Endpoints tree, from the real client to the nodes, over a seeded Local RunPod in pretended time, counting every
// request. Shared by the bench and by its small version among the tests.
import { changedIds, type TreeNode } from '../../src/editor/views/node';
import { endpointNodes } from '../../src/editor/views/targetNodes';
import type { RefreshReason } from '../../src/state/refreshedView';
import { RefreshScheduler } from '../../src/state/refreshScheduler';
import { TargetState } from '../../src/state/targetState';
import { LocalPlatform } from './localPlatform';
import { manyWorkers, type Seed, seededAccount, startSeeded } from './seededAccount';
import { targetOver } from './targetOver';

const pauseMs = { quick: 2_000, calm: 30_000 };
const never = new AbortController().signal;

export type ManyEndpoints = Awaited<ReturnType<typeof manyEndpoints>>;

export async function manyEndpoints(seed: Seed, { requestsPerMinute = 600 } = {}) {
  const local = new LocalPlatform({ ...manyWorkers, requestsPerMinute }, seededAccount(seed));
  const sent = { rest: 0, jobs: 0, graphql: 0, perEndpoint: new Map<string, number>() };
  let policy = '';
  const count = ({ url }: Request) => {
    const { pathname } = new URL(url);
    if (pathname === '/graphql') sent.graphql++;
    else if (pathname.startsWith('/job/')) sent.jobs++;
    else sent.rest++;
    const id = /\/(ep\d+)(\/|$)/.exec(pathname)?.[1];
    if (id) sent.perEndpoint.set(id, (sent.perEndpoint.get(id) ?? 0) + 1);
  };
  const target = targetOver(local, {
    name: 'many',
    between: async (request, next) => {
      count(request);
      const reply = await next(request);
      policy = reply.headers.get('ratelimit-policy') ?? policy;
      return reply;
    },
  });
  const { cloud } = target;
  const state = new TargetState({ cloud, clock: local.clock, kind: 'account' });
  // One change of an endpoint wakes the scheduler, which then starts the workers of all.
  const { endpoints } = local.platform.account;
  for (const one of endpoints.list().slice(0, 1)) endpoints.put(one);
  await startSeeded(local.platform, seed);

  const draw = (): readonly TreeNode[] =>
    endpointNodes(
      {
        local: 'stopped',
        targets: [{ target, endpoints: state.store.all, session: state.session.current }],
      },
      { nowMs: local.clock.now(), lowBalanceUsd: 5, jobs: [] },
    );
  const read = (reason: RefreshReason) => state.read(reason, never);

  return {
    cloud,
    state,
    sent,
    draw,
    read,
    clock: local.clock,
    platform: local.platform,
    policy: () => policy,
    /** Requests per minute of REST v2. */
    quota: () => Number(/"minute";q=(\d+)/.exec(policy)?.[1] ?? 0),
    /** From the first word of the list to the nodes of the tree. */
    async firstPaint() {
      let paintMs = Number.NaN;
      let nodes = 0;
      const watch = state.onChange(() => {
        if (!Number.isNaN(paintMs)) return;
        const begun = performance.now();
        nodes = countOf(draw());
        paintMs = performance.now() - begun;
      });
      await read('shown');
      watch.dispose();
      return { paintMs, nodes };
    },
    /** Reads again without any change, and tells what would be drawn anew. */
    async repaint() {
      const before = draw();
      await read('user');
      const begun = performance.now();
      const changes = changedIds(before, draw());
      return { ms: performance.now() - begun, redrawn: changes === 'all' ? Number.NaN : changes.length };
    },
    /** What a visible view sends in a minute, with so many endpoints opened. */
    async minute({ opened, state: what }: { readonly opened: number; readonly state: 'idle' | 'rollout' }) {
      const ids = (state.store.all ?? []).slice(-opened || undefined).map(({ endpoint }) => endpoint.id);
      for (const id of opened > 0 ? ids : []) state.setOpened(id, 'opened');
      const scheduler = new RefreshScheduler(local.clock);
      scheduler.register('tree', {
        pauseMs,
        work: async (reason, signal) => {
          const outcome = await state.read(reason, signal);
          return what === 'rollout' ? 'changed' : outcome;
        },
      });
      Object.assign(sent, { rest: 0, jobs: 0, graphql: 0 });
      scheduler.setVisible('tree', 'visible');
      await passTime(local.clock, 60_000);
      scheduler.dispose();
      for (const id of opened > 0 ? ids : []) state.setOpened(id, 'closed');
      return { rest: sent.rest, jobs: sent.jobs, graphql: sent.graphql };
    },
    async end() {
      state.dispose();
      await local.platform.stop(0);
    },
  };
}

/** Replies are read by streams that need real turns of the event loop beside the pretended time. */
async function passTime(clock: { advance(ms: number): Promise<void> }, ms: number): Promise<void> {
  const stepMs = 500;
  for (let passed = 0; passed < ms; passed += stepMs) {
    await clock.advance(stepMs);
    for (let turn = 0; turn < 40; turn++) await new Promise(resolve => setImmediate(resolve));
  }
}

function countOf(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countOf(node.children ?? []), 0);
}
