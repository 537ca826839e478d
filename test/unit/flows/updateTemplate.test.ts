// The update of a template: what is shown, what is written, what stops it.
import { describe, expect, it } from 'vitest';
import { applyTemplateUpdate, planTemplateUpdate } from '../../../src/flows/updateTemplate';
import type { GraphTemplate } from '../../../src/wire/graphql';
import { aGraphEndpoint, aTemplate } from '../../support/builders';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';

const template = aTemplate({
  env: [
    { key: 'MODE', value: 'fast' },
    { key: 'HF_TOKEN', value: 'hf_secretsecretsecret' },
    { key: 'PORT', value: '80' },
  ],
});

function world(now: GraphTemplate = template) {
  const order: string[] = [];
  let saved: unknown;
  const cloud = fakeCloud({
    endpoints: { bound: async () => aGraphEndpoint(), usingTemplate: async () => [aGraphEndpoint()] },
    templates: {
      get: async () => now,
      save: async next => {
        order.push('save');
        saved = next;
        return next as GraphTemplate;
      },
    },
  });
  const snapshots = {
    keep: async (name: string, content: unknown) => {
      order.push('snapshot');
      expect(content).toMatchObject({ kind: 'template', before: template, endpoints: [{ id: 'ep1' }] });
      return `/state/${name}.json`;
    },
  };
  return { cloud, deps: { snapshots, clock: new FakeClock() }, order, saved: () => saved };
}

describe('updateTemplate', () => {
  it('shows every difference, secrets masked, and whom it reaches', async () => {
    const { cloud } = world();
    const change = {
      image: 'registry.test/ocr:2',
      env: { set: { MODE: 'slow', HF_TOKEN: 'hf_othersecretsecret', NEW: '1' }, remove: ['PORT'] },
    };
    const plan = await planTemplateUpdate(cloud, { endpointId: 'ep1', change });
    expect(plan.changes).toEqual([
      { field: 'imageName', kind: 'changed', before: 'registry.test/ocr:1', after: 'registry.test/ocr:2' },
      { field: 'env.MODE', kind: 'changed', before: 'fast', after: 'slow' },
      { field: 'env.HF_TOKEN', kind: 'changed', before: '•••', after: '•••' },
      { field: 'env.PORT', kind: 'removed', before: '80', after: undefined },
      { field: 'env.NEW', kind: 'added', before: undefined, after: '1' },
    ]);
    expect(plan.endpoints).toEqual([{ id: 'ep1', name: 'ocr' }]);
    expect(plan.after.readme).toBe(template.readme);
  });

  it('keeps a copy before it writes, and writes everything', async () => {
    const { cloud, deps, order, saved } = world();
    const plan = await planTemplateUpdate(cloud, {
      templateId: 't1',
      change: { env: { set: { MODE: 'slow' } } },
    });
    const applied = await applyTemplateUpdate(cloud, plan, deps);
    expect(order).toEqual(['snapshot', 'save']);
    expect(saved()).toEqual({
      ...template,
      env: [{ key: 'MODE', value: 'slow' }, ...(template.env ?? []).slice(1)],
    });
    expect(applied.snapshot).toBe('/state/template-t1-2026-01-01T00-00-00-000Z.json');
  });

  it('writes nothing when somebody else was there meanwhile, or nothing would change', async () => {
    const plan = await planTemplateUpdate(world().cloud, { templateId: 't1', change: { image: 'a:2' } });
    const other = world(aTemplate({ ...template, readme: 'Changed.' }));
    await expect(applyTemplateUpdate(other.cloud, plan, other.deps)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Somebody changed template ocr-template meanwhile: readme.',
    });
    expect(other.order).toEqual([]);
    const same = world();
    const empty = await planTemplateUpdate(same.cloud, {
      templateId: 't1',
      change: { env: { set: { MODE: 'fast' } } },
    });
    await expect(applyTemplateUpdate(same.cloud, empty, same.deps)).rejects.toMatchObject({
      kind: 'refused',
    });
    expect(same.order).toEqual([]);
  });

  it.each([
    [{ env: { set: { 'A B': '1' } } }, '"A B" is not a name'],
    [{ image: ' ' }, 'The image is empty'],
    [{ diskGb: 0 }, 'is not a size'],
  ])('refuses %j', async (change, message) => {
    await expect(planTemplateUpdate(fakeCloud(), { templateId: 't1', change })).rejects.toThrow(message);
  });
});
