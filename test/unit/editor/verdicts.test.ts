// The doctor's word in the trees: at once from counters, then from a closer look, again while the trouble lasts, and never
// a queue without a reason.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/doctor/verdict';
import { Verdicts, type Watched } from '../../../src/editor/diagnosis/verdicts';
import { Jobs } from '../../../src/editor/jobs/jobs';
import { endpointNode } from '../../../src/editor/views/endpointNodes';
import type { TreeNode } from '../../../src/editor/views/node';
import * as glance from '../../../src/flows/glance';
import type { Target } from '../../../src/flows/target';
import type { EndpointState } from '../../../src/state/endpointsStore';
import { anEndpoint, aWorker, healthOf, workersOf } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';

const local = { kind: 'local', name: 'local' } as Target;
const account = { kind: 'account', name: 'me' } as Target;
const crash: Verdict = {
  state: 'sick',
  summary: 'handler.py cannot import diffusers.',
  diagnosis: {
    cause: 'import-crash',
    title: 'The handler fails to import',
    certainty: 'certain',
    summary: 'handler.py cannot import diffusers.',
    proof: [],
    remedies: [{ text: 'Add diffusers to requirements.txt.' }],
  },
  others: [],
};

const clock = new FakeClock();
let looks: Watched[] = [];
let answer: Verdict | undefined = crash;
let verdicts: Verdicts;
beforeEach(() => {
  looks = [];
  answer = crash;
  verdicts = new Verdicts({
    clock,
    glance: async () => glance,
    look: async watched => {
      looks.push(watched);
      return answer;
    },
  });
  verdicts.setVisible(true);
});
afterEach(() => verdicts.dispose());

function watched(state: Partial<EndpointState> = {}, target = local): Watched {
  return { target, state: { endpoint: anEndpoint(), ...state } };
}
const queued = watched({
  health: healthOf({ inQueue: 2 }),
  workers: workersOf(aWorker({ status: 'UNHEALTHY' })),
});
const well = watched({ health: healthOf({ inQueue: 0 }), workers: workersOf(aWorker()) });

/** What the tree shows of it. */
function drawn({ target, state }: Watched): TreeNode {
  const verdict = verdicts.of(target.name, state.endpoint.id);
  return endpointNode(target, state, { nowMs: 0, jobs: [], verdict });
}
const child = (node: TreeNode, name: string) => node.children?.find(({ id }) => id.endsWith(`/${name}`));

describe('an endpoint with trouble', () => {
  it('has a verdict at once, and a better one after a closer look', async () => {
    await verdicts.consider([
      watched({ endpoint: anEndpoint({ workers: { min: 0, max: 0 } }), health: healthOf({ inQueue: 1 }) }),
    ]);
    expect(looks).toHaveLength(1);
    await clock.advance(0);
    expect(verdicts.of('local', 'ep1')).toBe(crash);
    expect(verdicts.sick).toBe(1);
  });

  it('is marked, says why its jobs wait, and opens the whole verdict', async () => {
    answer = undefined;
    expect(child(drawn(queued), 'queue')?.description).toContain('2 waiting: looking why…');
    await verdicts.consider([queued]);
    expect(child(drawn(queued), 'queue')?.description).not.toContain('looking');
    answer = crash;
    await clock.advance(5_000);
    const node = drawn(queued);
    expect(node.badge).toMatchObject({ text: '!', tooltip: crash.summary });
    expect(node.tooltip).toContain(crash.summary);
    expect(child(node, 'queue')?.description).toContain('2 waiting: the handler fails to import');
    expect(child(node, 'verdict')).toMatchObject({
      label: 'The handler fails to import',
      description: crash.summary,
      tooltip: expect.stringContaining('Add diffusers'),
      click: { command: 'runpod.endpoint.diagnose' },
    });
  });

  it('is looked at again while it lasts: often here, seldom on an account, not while nobody looks', async () => {
    await verdicts.consider([queued, watched(queued.state, account)]);
    await clock.advance(20_000);
    expect(looks.filter(({ target }) => target === local).length).toBeGreaterThan(3);
    expect(looks.filter(({ target }) => target === account)).toHaveLength(1);
    verdicts.setVisible(false);
    const before = looks.length;
    await clock.advance(120_000);
    expect(looks).toHaveLength(before);
  });

  it('that recovers or goes loses verdict and mark', async () => {
    await verdicts.consider([queued]);
    await verdicts.consider([well]);
    expect(verdicts.of('local', 'ep1')).toBeUndefined();
    expect(drawn(well).badge).toBeUndefined();
    await verdicts.consider([queued]);
    await verdicts.consider([]);
    expect(verdicts.of('local', 'ep1')).toBeUndefined();
  });

  it('keeps what the closer look found while only counters move', async () => {
    await verdicts.consider([queued]);
    await clock.advance(0);
    answer = undefined;
    const more = workersOf(aWorker({ status: 'UNHEALTHY' }), aWorker({ id: 'w2', status: 'UNHEALTHY' }));
    await verdicts.consider([watched({ ...queued.state, workers: more })]);
    expect(verdicts.of('local', 'ep1')).toBe(crash);
  });
});

describe('an endpoint without', () => {
  it('costs nothing', async () => {
    await verdicts.consider([well, watched()]);
    await clock.advance(60_000);
    expect(looks).toEqual([]);
    expect(child(drawn(well), 'verdict')).toBeUndefined();
  });
});

describe('a load-balancing endpoint', () => {
  it('is shown as one, without a queue', () => {
    const requestUrls = { base: 'https://ep1.api.runpod.ai', health: 'https://ep1.api.runpod.ai/ping' };
    const node = drawn(watched({ endpoint: anEndpoint({ type: 'LOAD_BALANCER', requestUrls }) }));
    expect(node.description).toContain('load balancer');
    expect(node.tooltip).toContain(requestUrls.base);
    expect(child(node, 'queue')).toBeUndefined();
  });
});

describe('a job that waits', () => {
  it('says in the console why', async () => {
    const jobs = new Jobs(clock);
    const target = { ...local, cloud: { jobs: { status: () => new Promise(() => undefined) } } };
    const record = { jobId: 'j1', endpointId: 'ep1', sentMs: 0, job: { id: 'j1', status: 'IN_QUEUE' } };
    // Loaded before it is needed: a load under way at the end of a test would hang in the next file.
    await import('../../../src/flows/runJob');
    jobs.restore(target as unknown as Target, [record], 60_000);
    jobs.tellWhy({ of: () => crash });
    expect(jobs.all[0]?.snapshot.note).toBe(crash.summary);
    jobs.dispose();
  });
});
