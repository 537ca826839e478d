// The platform's habits that lose data, each with a naive write that loses some on Local RunPod (as recorded from the
// real one) and our write of the same wish, which does not.
import { describe, expect, it } from 'vitest';
import { localCloud } from '../../support/localCloud';

const graphEndpoint = {
  name: 'my-ocr',
  gpuIds: 'ADA_48_PRO,-NVIDIA L40S',
  gpuCount: 1,
  workersMin: 0,
  workersMax: 7,
  idleTimeout: 42,
  scalerType: 'QUEUE_DELAY',
  scalerValue: 9,
  executionTimeoutMs: 60_000,
  locations: 'EU-RO-1',
  networkVolumeId: '',
  flashBootType: 'FLASHBOOT',
} as const;

async function deployed(here = localCloud()) {
  const env = [
    { key: 'A', value: '1' },
    { key: 'B', value: '2' },
  ];
  const template = await here.cloud.templates.save({
    name: 't',
    imageName: 'a/b:1',
    env,
    readme: 'Read me.',
  });
  const { id } = await here.cloud.endpoints.save({ ...graphEndpoint, templateId: template.id });
  return { ...here, id, templateId: template.id };
}

describe('saveEndpoint resets three fields that it is not sent', () => {
  it('and ours sends them', async () => {
    const { cloud, local, id, templateId } = await deployed();
    const naive = 'mutation ($input: EndpointInput!) { saveEndpoint(input: $input) { id } }';
    await local.graphql(naive, { input: { id, name: 'my-ocr', gpuIds: 'ADA_24' } });
    expect(await cloud.endpoints.bound(id)).toMatchObject({ workersMax: 3, idleTimeout: 10, scalerValue: 4 });
    await cloud.endpoints.save({ ...graphEndpoint, id, templateId, gpuIds: 'ADA_24' });
    expect(await cloud.endpoints.bound(id)).toMatchObject({ ...graphEndpoint, gpuIds: 'ADA_24' });
  });
});

describe('saveTemplate replaces the whole template', () => {
  it('and ours sends all of it', async () => {
    const { cloud, local, templateId } = await deployed();
    const naive = 'mutation ($input: SaveTemplateInput) { saveTemplate(input: $input) { id } }';
    const least = {
      id: templateId,
      name: 't',
      containerDiskInGb: 20,
      volumeInGb: 0,
      dockerArgs: '',
      env: [],
    };
    const before = await cloud.templates.get(templateId);
    await local.graphql(naive, { input: { ...least, imageName: 'a/b:2', isServerless: true } });
    expect(await cloud.templates.get(templateId)).toMatchObject({ env: [], readme: '' });
    await cloud.templates.save({ ...before, imageName: 'a/b:3' });
    expect(await cloud.templates.get(templateId)).toEqual({ ...before, imageName: 'a/b:3' });
  });

  it('and forgets the CUDA versions that it cannot even show: ours puts them back', async () => {
    const { cloud, local, templateId } = await deployed();
    const record = () => local.platform.account.templates.get(templateId);
    const body = { allowedCudaVersions: ['12.8', '12.6'] };
    await local.rest(`/templates/${templateId}`, { method: 'PATCH', body });
    const before = await cloud.templates.get(templateId);
    await cloud.templates.save({ ...before, imageName: 'a/b:2' });
    expect(record()).toMatchObject({ ...body, container: { image: 'a/b:2' } });
    const naive = 'mutation ($input: SaveTemplateInput) { saveTemplate(input: $input) { id } }';
    const { portsConfig: _, ...input } = before;
    await local.graphql(naive, { input });
    expect(record()?.allowedCudaVersions).toEqual([]);
  });
});

describe('PATCH', () => {
  it('replaces env whole: ours is given all of it, by the flow that read it', async () => {
    const { local, id } = await deployed();
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { env: { C: '3' } } });
    expect((await local.rest(`/serverless/${id}`)).body.env).toEqual({ C: '3' });
  });

  it('clears the exclusions with the pools: ours sends them back', async () => {
    const { cloud, local, id } = await deployed();
    expect((await cloud.endpoints.get(id)).gpu?.excludedTypes).toEqual(['NVIDIA L40S']);
    await cloud.endpoints.update(id, { gpu: { pools: ['ADA_48_PRO', 'ADA_24'] } });
    expect((await cloud.endpoints.get(id)).gpu).toMatchObject({
      pools: ['ADA_48_PRO', 'ADA_24'],
      excludedTypes: ['NVIDIA L40S'],
    });
    await cloud.endpoints.update(id, { gpu: { count: 2 } });
    expect((await cloud.endpoints.get(id)).gpu).toMatchObject({ count: 2, excludedTypes: ['NVIDIA L40S'] });
    await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { gpu: { pools: ['ADA_48_PRO'] } } });
    expect((await cloud.endpoints.get(id)).gpu?.excludedTypes).toEqual([]);
  });

  it('refuses whatever it does not know: what was read cannot simply be sent back, ours can be', async () => {
    const { cloud, local, id } = await deployed();
    const read = (await local.rest(`/serverless/${id}`)).body;
    const naive = await local.rest(`/serverless/${id}`, {
      method: 'PATCH',
      body: { ...read, name: 'new-name' },
    });
    expect(naive.status).toBe(422);
    expect((await cloud.endpoints.get(id)).name).toBe('my-ocr');
    expect(await cloud.endpoints.update(id, { name: 'new-name' })).toEqual({ ...read, name: 'new-name' });
  });

  it('refuses an idle timeout where there is none: ours leaves it out', async () => {
    const { cloud, local } = localCloud();
    const id = await local.endpoint({ scaling: { type: 'REQUEST_COUNT', requestCount: 2 } });
    const naive = { workers: { max: 5, idleTimeout: 5 } };
    expect((await local.rest(`/serverless/${id}`, { method: 'PATCH', body: naive })).status).toBe(422);
    expect((await cloud.endpoints.scale(id, { min: 1, max: 5 })).workers).toEqual({ min: 1, max: 5 });
    await expect(cloud.endpoints.update(id, { workers: { idleTimeout: 9 } })).rejects.toThrow(
      'no idle timeout',
    );
    const delay = { type: 'QUEUE_DELAY', queueDelay: 2 } as const;
    const changed = await cloud.endpoints.update(id, { scaling: delay, workers: { idleTimeout: 9 } });
    expect(changed.workers).toEqual({ min: 1, max: 5, idleTimeout: 9 });
  });
});

describe('DELETE of REST v2 takes the template along', () => {
  it('and ours leaves it', async () => {
    const [naive, ours] = [await deployed(), await deployed()];
    await naive.local.rest(`/serverless/${naive.id}`, { method: 'DELETE' });
    await expect(naive.cloud.templates.get(naive.templateId)).rejects.toMatchObject({ kind: 'not-found' });
    await ours.cloud.endpoints.delete(ours.id);
    expect((await ours.cloud.templates.get(ours.templateId)).env).toHaveLength(2);
  });
});
