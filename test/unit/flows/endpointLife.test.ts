// Making, scaling and deleting endpoints, and ids that are gone, over Local RunPod's own planes.
import { describe, expect, it } from 'vitest';
import { deadEndpointError, findDeadEndpoint } from '../../../src/flows/deadEndpoint';
import { createEndpoint, deleteEndpoint, scaleEndpoint } from '../../../src/flows/endpointLife';
import { undoLastUpdate } from '../../../src/flows/rollBack';
import { applyTemplateUpdate, planTemplateUpdate } from '../../../src/flows/updateTemplate';
import { localCloud } from '../../support/localCloud';
import { memoryShelf } from '../../support/memoryShelf';

const wanted = { name: 'my-ocr', image: 'a/b:1', pools: ['ADA_24', 'AMPERE_24'] };

describe('an endpoint', () => {
  it('is made with everything said, FlashBoot above all', async () => {
    const { cloud } = localCloud();
    const made = await createEndpoint(cloud, { ...wanted, env: { A: '1' }, maxWorkers: 2 });
    expect(made).toMatchObject({
      flashboot: 'FLASHBOOT',
      timeout: 600_000,
      workers: { min: 0, max: 2, idleTimeout: 5 },
      scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
      gpu: { pools: ['ADA_24', 'AMPERE_24'], count: 1 },
      env: { A: '1' },
    });
    await expect(createEndpoint(cloud, { ...wanted, name: 'my-ocr -fb' })).rejects.toMatchObject({
      kind: 'conflict',
    });
    await expect(createEndpoint(cloud, { ...wanted, name: 'ab' })).rejects.toMatchObject({ kind: 'usage' });
  });

  it('is scaled without touching what was not named', async () => {
    const { cloud } = localCloud();
    const made = await createEndpoint(cloud, wanted);
    expect(await scaleEndpoint(cloud, made.id, { max: 9 })).toEqual({
      ...made,
      workers: { ...made.workers, max: 9 },
    });
    expect(await scaleEndpoint(cloud, made.id, { idleTimeout: 77, flashboot: 'OFF' })).toEqual({
      ...made,
      flashboot: 'OFF',
      workers: { min: 0, max: 9, idleTimeout: 77 },
    });
    await expect(scaleEndpoint(cloud, made.id, {})).rejects.toMatchObject({ kind: 'usage' });
    await expect(scaleEndpoint(cloud, made.id, { min: 10 })).rejects.toThrow('not a range');
  });

  it('is deleted only by its name, and a copy is kept', async () => {
    const { cloud, clock } = localCloud();
    const made = await createEndpoint(cloud, wanted);
    const deps = { snapshots: memoryShelf(), clock };
    await expect(
      deleteEndpoint(cloud, { endpointId: made.id, typedName: 'my-OCR' }, deps),
    ).rejects.toMatchObject({
      kind: 'refused',
    });
    expect(await cloud.endpoints.list()).toHaveLength(1);
    const deleted = await deleteEndpoint(cloud, { endpointId: made.id, typedName: 'my-ocr' }, deps);
    expect(await cloud.endpoints.list()).toEqual([]);
    expect([...deps.snapshots.texts.values()].join()).toContain('"image":"a/b:1"');
    expect((await cloud.templates.get(deleted.templateId ?? '')).imageName).toBe('a/b:1');
  });
});

describe('an id that is gone', () => {
  it('is recognised, and matched to its likely successor by name', async () => {
    const { cloud, local } = localCloud();
    const [old, other] = [
      await local.endpoint({ name: 'sophia-v7' }),
      await local.endpoint({ name: 'whisper' }),
    ];
    expect(await findDeadEndpoint(cloud, old, [])).toBeUndefined();
    await local.rest(`/serverless/${old}`, { method: 'DELETE' });
    const anew = await local.endpoint({ name: 'sophia-v8' });
    const names = [{ id: old, name: 'sophia-v7' }];
    const dead = await findDeadEndpoint(cloud, old, names);
    expect(dead).toMatchObject({ name: 'sophia-v7', successors: [{ id: anew }] });
    if (dead) expect(deadEndpointError(dead).remedy).toContain(`sophia-v8 (${anew}) is likely its successor`);
    // Nobody remembers the name: no guess among several, the only one when there is one.
    expect((await findDeadEndpoint(cloud, old, []))?.successors).toEqual([]);
    await local.rest(`/serverless/${other}`, { method: 'DELETE' });
    expect((await findDeadEndpoint(cloud, old, []))?.successors).toMatchObject([{ id: anew }]);
  });
});

describe('undo', () => {
  it('takes back what the last update changed, and nothing that was changed since; undone again, it is back', async () => {
    const { cloud, clock, local } = localCloud();
    const endpointId = await local.endpoint({ image: 'a/b:1' }, { A: '1', B: '2' });
    const deps = { snapshots: memoryShelf(), clock };
    const update = async (change: object) =>
      applyTemplateUpdate(cloud, await planTemplateUpdate(cloud, { endpointId, change }), deps);
    await update({ image: 'a/b:2', env: { set: { A: '9', C: '3' }, remove: ['B'] } });
    await local.clock.advance(1_000);
    await local.rest(`/serverless/${endpointId}`, {
      method: 'PATCH',
      body: { env: { A: '9', C: '4' }, disk: 33 },
    });
    const undone = await undoLastUpdate(cloud, { endpointId }, deps);
    expect(undone.kept).toEqual(['env.C']);
    const now = await cloud.endpoints.get(endpointId);
    expect(now).toMatchObject({ image: 'a/b:1', env: { A: '1', B: '2', C: '4' }, disk: 33 });
    await local.clock.advance(1_000);
    await undoLastUpdate(cloud, { endpointId }, deps);
    expect(await cloud.endpoints.get(endpointId)).toMatchObject({ image: 'a/b:2', env: { A: '9', C: '4' } });
    await expect(
      undoLastUpdate(cloud, { endpointId: await local.endpoint({ name: 'new' }) }, deps),
    ).rejects.toThrow('was made from this machine');
  });
});
