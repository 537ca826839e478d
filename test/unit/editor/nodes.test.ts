// Trees as data: which nodes there are in which state, and which of them are redrawn after a change.
import { describe, expect, it } from 'vitest';
import { endpointNodes, shortImage } from '../../../src/editor/views/endpointNodes';
import { changedIds, type TreeNode } from '../../../src/editor/views/node';
import type { Target } from '../../../src/flows/target';
import type { Endpoint } from '../../../src/wire/endpoint';
import { anEndpoint, workersOf } from '../../support/builders';

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
    expect(endpointNodes({ local: 'stopped', targets: [] })).toEqual([]);
  });

  it('shows Local RunPod first even when it does not run, with what starts it', () => {
    const nodes = endpointNodes({ local: 'stopped', targets: [{ target: account, endpoints: undefined }] });
    expect(nodes.map(({ id }) => id)).toEqual(['local/idle', 'me@example.com']);
    expect(nodes[0]?.context).toBe('local stopped');
    expect(nodes[1]?.children?.[0]?.label).toBe('Loading…');
  });

  it('keeps what it showed when reading fails, under the problem', () => {
    const problem = { kind: 'rate-limited', message: 'Too many requests.' } as const;
    const nodes = endpointNodes({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }], problem }],
    });
    expect(nodes[0]?.children?.map(({ id }) => id)).toEqual(['local/problem', 'local/ep1']);
    expect(nodes[0]?.children?.[0]?.label).toMatch(/slow down/);
  });

  it('never shows the value of a secret variable', () => {
    const nodes = endpointNodes({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }] }],
    });
    expect(JSON.stringify(nodes)).not.toContain('verysecret');
    expect(find(nodes, 'local/ep1/template/env/HF_TOKEN')?.description).toBe('•••');
    expect(find(nodes, 'local/ep1/template/env/LANG')?.description).toBe('en');
  });

  it('says why there are no workers', () => {
    const stopped = { ...endpoint, workers: { min: 0, max: 0 } };
    const of = (one: Endpoint) =>
      endpointNodes({
        local: 'running',
        targets: [{ target: local, endpoints: [{ endpoint: one, workers: workersOf() }] }],
      });
    expect(find(of(endpoint), 'local/ep1/workers/none')?.label).toMatch(/next job/);
    expect(find(of(stopped), 'local/ep1/workers/none')?.label).toMatch(/at most 0/);
  });

  it('claims nothing about workers it has not read', () => {
    const nodes = endpointNodes({
      local: 'running',
      targets: [{ target: local, endpoints: [{ endpoint }] }],
    });
    expect(find(nodes, 'local/ep1/workers')?.children?.[0]?.label).toBe('Loading…');
  });

  it('offers the console for endpoints of an account only', () => {
    const of = (target: Target) =>
      find(
        endpointNodes({ local: 'running', targets: [{ target, endpoints: [{ endpoint }] }] }),
        `${target.name}/ep1`,
      );
    expect(of(account)?.context).toBe('endpoint bound');
    expect(of(local)?.context).toBe('endpoint');
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
