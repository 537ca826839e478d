// Trees as data: which nodes there are in which state, and which of them are redrawn after a change.
import { describe, expect, it } from 'vitest';
import { balanceOf } from '../../../src/editor/views/balance';
import { movesLater, roughly, shortImage } from '../../../src/editor/views/imageNode';
import { changedIds, type TreeNode } from '../../../src/editor/views/node';
import { type EndpointsModel, endpointNodes, type TargetModel } from '../../../src/editor/views/targetNodes';
import type { Target } from '../../../src/flows/target';
import type { EndpointState } from '../../../src/state/endpointsStore';
import type { Endpoint } from '../../../src/wire/endpoint';
import { anEndpoint, aWorker, healthOf, releasesAt, workersOf } from '../../support/builders';

const nowMs = Date.UTC(2026, 5, 4, 12);
const draw = (model: EndpointsModel) => endpointNodes(model, { nowMs, lowBalanceUsd: 5, jobs: [] });
const urls = { graphql: 'g', rest: 'http://127.0.0.1:1/v2', jobs: 'j' };
const local = { kind: 'local', name: 'local', urls } as Target;
const account = { kind: 'account', name: 'me@example.com', urls } as Target;
const endpoint = anEndpoint({
  image: 'folder:/home/me/ocr@0123456789abcdef',
  env: { HF_TOKEN: 'hf_verysecret', LANG: 'en' },
});

function find(nodes: readonly TreeNode[], id: string): TreeNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : find(node.children ?? [], id);
    if (found) return found;
  }
  return undefined;
}

describe('endpointNodes', () => {
  it('leaves the word to the welcome while there is nothing', () => {
    expect(draw({ local: 'stopped', targets: [] })).toEqual([]);
  });

  it('shows Local RunPod first even when it does not run, with what starts it', () => {
    const nodes = draw({ local: 'stopped', targets: [{ target: account, endpoints: undefined }] });
    expect(nodes.map(({ id }) => id)).toEqual(['local/idle', 'me@example.com']);
    expect(nodes[0]?.context).toBe('local stopped');
    expect(nodes[1]?.children?.[0]?.label).toBe('Loading endpoints…');
  });

  it('keeps what it showed when reading fails, under the problem', () => {
    const problem = { kind: 'rate-limited', message: 'Too many requests.' } as const;
    const nodes = draw({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }], problem }],
    });
    expect(nodes[0]?.children?.map(({ id }) => id)).toEqual(['local/problem', 'local/ep1']);
    expect(nodes[0]?.children?.[0]?.tooltip).toMatch(/Too many requests/);
  });

  it('never shows the value of a secret variable', () => {
    const nodes = draw({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }] }],
    });
    expect(JSON.stringify(nodes)).not.toContain('verysecret');
    expect(find(nodes, 'local/ep1/template/env/HF_TOKEN')?.description).toBe('•••');
    expect(find(nodes, 'local/ep1/template/env/LANG')?.description).toBe('en');
  });

  it('says what is broken on purpose, and only of the endpoint that is', () => {
    const faults = { balance: 0, endpoints: { ep1: { takes: 'none', machines: 0 } } } as const;
    const other = { ...endpoint, id: 'ep2' };
    const nodes = draw({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }, { endpoint: other }], faults }],
    });
    const broken = find(nodes, 'local/ep1');
    expect(broken?.description).toContain('broken on purpose: no machine free, stuck SDK');
    expect(broken?.tooltip).toContain('Break Something…');
    expect(broken?.context).toBe('endpoint local');
    expect(find(nodes, 'local/ep2')?.description).not.toContain('broken');
    expect(nodes[0]?.description).toContain('no money left');
  });

  it('says why there are no workers', () => {
    const stopped = { ...endpoint, workers: { min: 0, max: 0 } };
    const of = (one: Endpoint) =>
      draw({
        local: 'running',
        targets: [{ target: local, endpoints: [{ endpoint: one, workers: workersOf() }] }],
      });
    expect(find(of(endpoint), 'local/ep1/workers/none')?.label).toMatch(/next job/);
    expect(find(of(stopped), 'local/ep1/workers/none')?.label).toMatch(/at most 0/);
  });

  it('claims nothing about workers it has not read', () => {
    const nodes = draw({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }] }],
    });
    expect(find(nodes, 'local/ep1/workers')?.children?.[0]?.label).toBe('Loading…');
  });

  it('offers the console for endpoints of an account only', () => {
    const of = (target: Target) =>
      find(
        draw({ local: 'running', targets: [{ target, endpoints: [{ endpoint }] }] }),
        `${target.name}/ep1`,
      );
    expect(of(account)?.context).toBe('endpoint bound');
    expect(of(local)?.context).toBe('endpoint local');
  });
});

const accountNode = (model: Partial<TargetModel>) =>
  draw({ local: 'stopped', targets: [{ target: account, endpoints: [{ endpoint }], ...model }] })[1];

describe('how we stand with an account', () => {
  it('shows nothing but the way to a new key once RunPod refuses the old one', () => {
    const problem = { kind: 'unauthorized', message: 'No.' } as const;
    const node = accountNode({ problem, session: { kind: 'signedOut', reason: problem } });
    expect(node?.context).toBe('account dead');
    expect(node?.description).toBe('key refused');
    expect(node?.children?.map(({ click }) => click?.command)).toEqual(['runpod.account.replaceKey']);
  });

  it('tells when it tries again when asked to slow down, and keeps the endpoints', () => {
    const problem = { kind: 'rate-limited', message: 'Wait.' } as const;
    const node = accountNode({ problem, session: { kind: 'rateLimited', untilMs: nowMs + 41_500 } });
    expect(node?.children?.map(({ label }) => label)).toEqual(['Rate limited', 'ocr']);
    expect(node?.children?.[0]?.description).toMatch(/^until \d/);
  });

  it('says in few words what is wrong, in full in the tooltip, and offers another try', () => {
    const words = (kind: 'remote' | 'timeout', session?: 'offline') => {
      const problem = { kind, message: 'api.runpod.io failed with 502 (Bad Gateway).', remedy: 'Wait.' };
      const model = {
        problem,
        endpoints: undefined,
        ...(session && { session: { kind: session, reason: problem } }),
      };
      const [row] = accountNode(model)?.children ?? [];
      expect(row).toMatchObject({ description: 'retry', click: { command: 'runpod.view.refresh' } });
      expect(row?.tooltip).toMatch(/502[\s\S]*Wait/);
      return row?.label;
    };
    expect(words('remote', 'offline')).toBe('RunPod cannot be reached');
    expect(words('timeout')).toBe('RunPod does not answer');
    expect(words('remote')).toBe('RunPod answers with an error');
  });

  it('says what a key may not do that is limited to single endpoints', () => {
    const problem = { kind: 'unauthorized', message: 'Not allowed.' } as const;
    const node = accountNode({ endpoints: undefined, problem, session: { kind: 'signedOut' } });
    expect(node?.children?.[0]?.description).toMatch(/cannot list endpoints/);
  });

  it('shows balance and spend, and that it runs low', () => {
    const of = (left: number) =>
      accountNode({ myself: { id: 'u', clientBalance: left, currentSpendPerHr: 0.5 } });
    expect(of(12)?.description).toBe('$12.00 · $0.50/h · 1 endpoint');
    expect(of(12)?.color).toBeUndefined();
    expect(of(4.2)?.description).toContain('$4.20 left');
    expect(of(4.2)?.color).toBe('list.warningForeground');
    expect(of(4.2)?.tooltip).toMatch(/8 h/);
    expect(balanceOf({ id: 'u' }, 5)).toBeUndefined();
    expect(balanceOf({ id: 'u', clientBalance: 1 }, 0)?.level).toBe('fine');
  });
});

describe('an endpoint', () => {
  const of = (state: Partial<EndpointState>) =>
    draw({ local: 'running', targets: [{ target: local, endpoints: [{ endpoint, ...state }] }] });

  it('tells of each worker its state, age, GPU and place, and marks the stale', () => {
    const worker = aWorker({
      id: 'w9',
      status: 'RUNNING',
      isStale: true,
      version: 2,
      gpuCount: 2,
      gpuTypeId: 'NVIDIA GeForce RTX 4090',
      dataCenterId: 'EU-RO-1',
      uptimeSeconds: 200,
    });
    const nodes = of({ workers: workersOf(worker) });
    expect(find(nodes, 'local/ep1/workers/w9')?.description).toBe(
      'running · stale: release 2 · 3 min · 2× RTX 4090 · EU-RO-1',
    );
    expect(find(nodes, 'local/ep1/workers')?.description).toBe('1 of 0–3 · 1 stale');
  });

  it('tells how far a rollout is, else how old the release is', () => {
    expect(find(of({ releases: releasesAt(4, 2, 3) }), 'local/ep1/release')).toMatchObject({
      label: 'Release 4',
      description: 'rolling out 67 % (2 of 3)',
    });
    expect(find(of({ releases: releasesAt(4, 3, 3) }), 'local/ep1/release')?.description).toBe('3 d ago');
  });

  it('marks what is stopped and what waits', () => {
    const stopped = { ...endpoint, workers: { min: 0, max: 0 } };
    const nodes = of({ endpoint: stopped, health: healthOf({ inQueue: 2 }), workers: workersOf() });
    expect(find(nodes, 'local/ep1')?.description).toBe('stopped · 2 queued');
    expect(find(nodes, 'local/ep1/queue')?.context).toBe('queue pending');
  });
});

describe('images', () => {
  it('knows a tag that will be pushed again', () => {
    const digest = `@sha256:${'0'.repeat(64)}`;
    for (const image of ['ocr', 'me/ocr:latest', 'ghcr.io/me/ocr:main', 'localhost:5000/ocr'])
      expect(movesLater(image), image).toBe(true);
    for (const image of ['me/ocr:1.2.3', `me/ocr:latest${digest}`, 'folder:/a@b', undefined])
      expect(movesLater(image), String(image)).toBe(false);
  });

  it('gives ages that do not change with every look', () => {
    expect([roughly(20_000), roughly(3_599_000), roughly(7_300_000), roughly(90_000_000)]).toEqual([
      '<1 min',
      '59 min',
      '2 h',
      '1 d',
    ]);
  });
});

describe('shortImage', () => {
  it('keeps the end, which says most', () => {
    expect(shortImage('ghcr.io/me/ocr:1.2')).toBe('ocr:1.2');
    expect(shortImage(endpoint.image)).toBe('ocr @ 0123456');
    expect(shortImage(undefined)).toBe('');
  });
});

describe('changedIds', () => {
  const tree = (text: string): TreeNode[] => [
    {
      id: 'a',
      label: 'A',
      children: [
        { id: 'a1', label: text },
        { id: 'a2', label: 'same' },
      ],
    },
    { id: 'b', label: 'B' },
  ];

  it('names only what looks different', () => {
    expect(changedIds(tree('one'), tree('two'))).toEqual(['a1']);
    expect(changedIds(tree('one'), tree('one'))).toEqual([]);
  });

  it('names the parent when children came or went, and everything when roots did', () => {
    const [a, b] = tree('one') as [TreeNode, TreeNode];
    expect(changedIds([a, b], [{ ...a, children: [] }, b])).toEqual(['a']);
    expect(changedIds([a, b], [a])).toBe('all');
  });
});

describe('endpoints that are gone', () => {
  it('are said to be gone, with the one that has likely taken their place', () => {
    const node = accountNode({ gone: [{ id: 'old1', name: 'ocr' }] });
    expect(node?.children?.map(({ label }) => label)).toEqual(['ocr', 'ocr']);
    expect(node?.children?.[0]).toMatchObject({
      description: 'gone · now ocr (ep1)?',
      context: 'gone',
      click: { command: 'runpod.endpoint.successor' },
    });
  });
});
