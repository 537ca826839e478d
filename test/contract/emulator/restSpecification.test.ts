// REST v2 of Local RunPod against the published specification: every answer fits its schema, and a body is accepted
// exactly when the specification accepts it.
import { describe, expect, it } from 'vitest';
import { LocalPlatform, type Reply } from '../../support/localPlatform';
import { openApi } from '../../support/openApi';

const spec = openApi();

const gpuEndpoint = {
  name: 'a',
  image: 'a/b:1',
  type: 'QUEUE',
  gpu: { pools: ['ADA_24'], count: 1 },
  workers: { min: 0, max: 2, idleTimeout: 5 },
  scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
  dataCenterIds: ['US-KS-2'],
  networkVolumes: ['v1'],
  timeout: 300_000,
  env: { A: '1' },
  ports: ['8000/http'],
  disk: 10,
};

describe('REST v2 answers fit the published schemas', () => {
  const check = (schema: string, reply: Reply, status: number) => {
    expect(reply.status, JSON.stringify(reply.body)).toBe(status);
    expect(spec.mistakes(schema, reply.body)).toEqual([]);
  };

  it('for endpoints of both families, lists, changes and releases', async () => {
    const local = new LocalPlatform();
    const created = await local.rest('/serverless', { body: gpuEndpoint });
    check('Endpoint', created, 201);
    const cpu = await local.rest('/serverless', {
      body: {
        name: 'cpu',
        image: 'a/b:1',
        type: 'QUEUE',
        cpu: [{ id: 'cpu5c', vcpuCount: 4 }],
        scaling: { type: 'REQUEST_COUNT', requestCount: 2 },
      },
    });
    check('Endpoint', cpu, 201);
    expect(cpu.body.workers).toEqual({ min: 0, max: 3 });
    check('ListEndpointsResponse', await local.rest('/serverless'), 200);
    const { id } = created.body;
    check('Endpoint', await local.rest(`/serverless/${id}`), 200);
    const patched = await local.rest(`/serverless/${id}`, { method: 'PATCH', body: { env: { B: '2' } } });
    check('Endpoint', patched, 200);
    const releases = await local.rest(`/serverless/${id}/releases`);
    check('ListEndpointReleasesResponse', releases, 200);
    expect(releases.body.releases[0].diff.map((entry: { field: string }) => entry.field)).toEqual([
      'template.env',
    ]);
    const balanced = await local.rest('/serverless', {
      body: { ...gpuEndpoint, type: 'LOAD_BALANCER', scaling: { type: 'REQUEST_COUNT', requestCount: 1 } },
    });
    check('Endpoint', balanced, 201);
  });

  it('for an endpoint and a template made through GraphQL', async () => {
    const local = new LocalPlatform();
    const saved = await local.graphql(
      `mutation { saveTemplate(input: {name: "t", imageName: "a/b:1", containerDiskInGb: 5, volumeInGb: 0,
        dockerArgs: "", env: [{key: "K", value: "v"}], isServerless: true}) { id } }`,
    );
    const templateId = saved.body.data.saveTemplate.id;
    await local.graphql(`mutation { saveEndpoint(input: {name: "graph", templateId: "${templateId}",
      gpuIds: "ADA_48_PRO,-NVIDIA L40S"}) { id } }`);
    check('ListEndpointsResponse', await local.rest('/serverless'), 200);
    check('ListTemplatesResponse', await local.rest('/templates'), 200);
    check('Template', await local.rest(`/templates/${templateId}`), 200);
  });

  it('for workers in every state they reach', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { min: 1 } });
    await local.clock.advance(500);
    const starting = await local.rest(`/serverless/${id}/workers`);
    check('ListEndpointWorkersResponse', starting, 200);
    expect(starting.body.summary).toMatchObject({ initializing: 1, total: 1 });
    await local.asWorker(local.runtime.latest, '/ping?job_id=');
    const idle = await local.rest(`/serverless/${id}/workers`);
    check('ListEndpointWorkersResponse', idle, 200);
    expect(idle.body.summary).toMatchObject({ idle: 1, total: 1 });
    local.runtime.latest.exit(1);
    await local.clock.advance(100);
    const broken = await local.rest(`/serverless/${id}/workers`);
    check('ListEndpointWorkersResponse', broken, 200);
    expect(broken.body.summary).toMatchObject({ unhealthy: 1, total: 1 });
  });

  it('for templates and registries', async () => {
    const local = new LocalPlatform();
    const body = { name: 't', image: 'a/b:1', mounts: { persistent: { size: 20, path: '/workspace' } } };
    const template = await local.rest('/templates', { body });
    check('Template', template, 201);
    const patched = await local.rest(`/templates/${template.body.id}`, {
      method: 'PATCH',
      body: { disk: 7 },
    });
    check('Template', patched, 200);
    check('ListTemplatesResponse', await local.rest('/templates'), 200);
    const registry = await local.rest('/registries', { body: { name: 'r', username: 'u', password: 'p' } });
    check('Registry', registry, 201);
    check('ListRegistriesResponse', await local.rest('/registries'), 200);
    check('Registry', await local.rest(`/registries/${registry.body.id}`), 200);
  });

  it('for every refusal', async () => {
    const local = new LocalPlatform();
    check('ErrorResponse', await local.rest('/serverless', { key: 'wrong' }), 401);
    check('ErrorResponse', await local.rest('/serverless/none'), 404);
    check('ErrorResponse', await local.rest('/serverless', { body: '{' }), 400);
    check('ErrorResponse', await local.rest('/serverless', { body: {} }), 422);
    check('ErrorResponse', await local.rest('/serverless', { method: 'DELETE' }), 405);
    check('ErrorResponse', await local.rest('/nothing'), 404);
  });
});

const broken: Record<string, object> = {
  'an unknown field': { ...gpuEndpoint, bogus: 1 },
  'no name': { ...gpuEndpoint, name: undefined },
  'an empty name': { ...gpuEndpoint, name: '' },
  'no type': { ...gpuEndpoint, type: undefined },
  'no scaling': { ...gpuEndpoint, scaling: undefined },
  'no image': { ...gpuEndpoint, image: undefined },
  'a queue delay that is too short': { ...gpuEndpoint, scaling: { type: 'QUEUE_DELAY', queueDelay: 0.1 } },
  'a member of the other scaler': { ...gpuEndpoint, scaling: { type: 'QUEUE_DELAY', requestCount: 1 } },
  'no pools': { ...gpuEndpoint, gpu: { pools: [] } },
  'an unknown gpu field': { ...gpuEndpoint, gpu: { pools: ['ADA_24'], id: 'x' } },
  'a bad CUDA version': { ...gpuEndpoint, gpu: { pools: ['ADA_24'], minCudaVersion: '12' } },
  'an idle timeout of an hour and more': { ...gpuEndpoint, workers: { idleTimeout: 3601 } },
  'workers as text': { ...gpuEndpoint, workers: { max: '3' } },
  'env that is not text': { ...gpuEndpoint, env: { A: 1 } },
  'a disk of nothing': { ...gpuEndpoint, disk: 0 },
  'a load balancer that scales on delay': { ...gpuEndpoint, type: 'LOAD_BALANCER' },
  'doubled cpu choices': {
    ...gpuEndpoint,
    gpu: undefined,
    cpu: [
      { id: 'cpu5c', vcpuCount: 4 },
      { id: 'cpu5c', vcpuCount: 4 },
    ],
  },
};

describe('REST v2 refuses what the specification refuses', () => {
  it.each(Object.entries(broken))('%s', async (_name, body) => {
    const sent = JSON.parse(JSON.stringify(body));
    expect(spec.mistakes('CreateEndpointRequest', sent)).not.toEqual([]);
    const reply = await new LocalPlatform().rest('/serverless', { body: sent });
    expect(reply.status).toBe(422);
    expect(reply.body.errors.length).toBeGreaterThan(0);
  });

  it('accepts what it accepts', async () => {
    expect(spec.mistakes('CreateEndpointRequest', gpuEndpoint)).toEqual([]);
    expect((await new LocalPlatform().rest('/serverless', { body: gpuEndpoint })).status).toBe(201);
  });

  it('in changes too', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    for (const body of [{ type: 'QUEUE' }, { gpu: { excludedTypes: ['x'] } }, { workers: { more: 1 } }]) {
      expect(spec.mistakes('UpdateEndpointRequest', body)).not.toEqual([]);
      expect((await local.rest(`/serverless/${id}`, { method: 'PATCH', body })).status).toBe(422);
    }
    for (const body of [{ mounts: { network: [] } }, { bogus: 1 }]) {
      expect(spec.mistakes('UpdateTemplateRequest', body)).not.toEqual([]);
      expect((await local.rest(`/templates/${id}`, { method: 'PATCH', body })).status).toBe(422);
    }
  });
});
