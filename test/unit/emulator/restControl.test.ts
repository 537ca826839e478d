// REST v2 semantics that the schema cannot say: partial updates, replaced maps, templates read once, what is refused.
import { describe, expect, it } from 'vitest';
import { LocalPlatform } from '../../support/localPlatform';

const patch = (body: unknown) => ({ method: 'PATCH', body });

describe('endpoints through REST v2', () => {
  it('have defaults, a template of their own, and job URLs of this Local RunPod', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint();
    const { body } = await local.rest(`/serverless/${id}`);
    expect(body).toMatchObject({
      workers: { min: 0, max: 3, idleTimeout: 10 },
      timeout: 300_000,
      flashboot: 'OFF',
    });
    expect(body.requestUrls.run).toBe(`http://127.0.0.1:4000/job/v2/${id}/run`);
    const { body: list } = await local.rest('/templates');
    expect(list.templates).toMatchObject([{ image: 'test/image:1', serverless: true }]);
    expect(await local.rest(`/templates/${list.templates[0].id}`, { method: 'DELETE' })).toMatchObject({
      status: 400,
    });
    await local.rest(`/serverless/${id}`, { method: 'DELETE' });
    expect((await local.rest('/templates')).body.templates).toEqual([]);
  });

  it('change only what is sent; env as a whole; workers by member', async () => {
    const local = new LocalPlatform();
    const id = await local.endpoint({ workers: { min: 0, max: 5, idleTimeout: 7 } }, { A: '1', B: '2' });
    await local.rest(`/serverless/${id}`, patch({ env: { C: '3' }, workers: { max: 2 } }));
    const { body } = await local.rest(`/serverless/${id}`);
    expect(body).toMatchObject({
      env: { C: '3' },
      image: 'test/image:1',
      workers: { min: 0, max: 2, idleTimeout: 7 },
    });
    expect(body.env).toEqual({ C: '3' });
  });

  it('lose their exclusions to pools sent without them, and refuse exclusions that mean nothing', async () => {
    const local = new LocalPlatform();
    const gpu = { pools: ['ADA_48_PRO'], excludedTypes: ['NVIDIA L40S'] };
    const id = await local.endpoint({ gpu });
    const cuda = await local.rest(`/serverless/${id}`, patch({ gpu: { minCudaVersion: '12.1' } }));
    expect(cuda.body.gpu).toMatchObject({ excludedTypes: ['NVIDIA L40S'], minCudaVersion: '12.1' });
    const both = await local.rest(`/serverless/${id}`, patch({ gpu: { allowedCudaVersions: ['12.8'] } }));
    expect(both.status).toBe(400);
    const pools = await local.rest(`/serverless/${id}`, patch({ gpu: { pools: ['ADA_48_PRO'] } }));
    expect(pools.body.gpu.excludedTypes).toEqual([]);
    const wrong = { gpu: { pools: ['ADA_48_PRO'], excludedTypes: ['NVIDIA A40'] } };
    expect((await local.rest(`/serverless/${id}`, patch(wrong))).status).toBe(400);
  });

  it('refuse both families of compute, neither, and a change between them', async () => {
    const local = new LocalPlatform();
    const base = { name: 'a', image: 'b', type: 'QUEUE', scaling: { type: 'QUEUE_DELAY', queueDelay: 4 } };
    const cpu = [{ id: 'cpu5c', vcpuCount: 4 }];
    expect((await local.rest('/serverless', { body: base })).status).toBe(400);
    expect(
      (await local.rest('/serverless', { body: { ...base, cpu, gpu: { pools: ['ADA_24'] } } })).status,
    ).toBe(400);
    const id = await local.endpoint();
    expect((await local.rest(`/serverless/${id}`, patch({ cpu }))).status).toBe(400);
    expect(
      (await local.rest('/serverless', { body: { ...base, cpu: [{ id: 'cpu5c', vcpuCount: 3 }] } })).status,
    ).toBe(400);
  });

  it('have no idle timeout when a queue scales on requests', async () => {
    const local = new LocalPlatform();
    const scaling = { type: 'REQUEST_COUNT', requestCount: 1 };
    const id = await local.endpoint({ scaling });
    expect((await local.rest(`/serverless/${id}`)).body.workers).toEqual({ min: 0, max: 3 });
    const reply = await local.rest(`/serverless/${id}`, patch({ workers: { idleTimeout: 5 } }));
    expect(reply).toMatchObject({ status: 422, body: { errors: [expect.stringContaining('requestCount')] } });
  });

  it('read a template once: the body wins, env is merged, later edits do not reach them', async () => {
    const local = new LocalPlatform();
    const template = await local.rest('/templates', {
      body: { name: 't', image: 'a/b:1', env: { A: '1', B: '2' }, disk: 30, serverless: true },
    });
    const templateId = template.body.id;
    const id = await local.endpoint({ templateId, image: undefined, env: { B: 'mine' } });
    expect((await local.rest(`/serverless/${id}`)).body).toMatchObject({
      image: 'a/b:1',
      disk: 30,
      env: { A: '1', B: 'mine' },
    });
    await local.rest(`/templates/${templateId}`, patch({ image: 'a/b:2' }));
    expect((await local.rest(`/serverless/${id}`)).body.image).toBe('a/b:1');
    expect((await local.rest(`/templates/${templateId}`, { method: 'DELETE' })).status).toBe(204);
    const body = {
      name: 'x',
      type: 'QUEUE',
      gpu: { pools: ['ADA_24'] },
      scaling: { type: 'QUEUE_DELAY', queueDelay: 1 },
    };
    expect((await local.rest('/serverless', { body: { ...body, templateId } })).status).toBe(404);
    const pod = await local.rest('/templates', { body: { name: 'pod', image: 'p' } });
    expect((await local.rest('/serverless', { body: { ...body, templateId: pod.body.id } })).status).toBe(
      422,
    );
  });

  it('name what is wrong with a body', async () => {
    const { body } = await new LocalPlatform().rest('/serverless', {
      body: { name: 'a', image: 'b', type: 'QUEUE', foo: 1, workers: { bar: 2 } },
    });
    expect(body).toMatchObject({
      title: 'Unprocessable Entity',
      status: 422,
      detail: 'Request validation failed.',
    });
    expect(body.errors).toContain("$: missing property 'scaling'");
    expect(body.errors).toContain("$: additional properties 'foo' not allowed");
    expect(body.errors).toContain("$.workers: additional properties 'bar' not allowed");
  });

  it('answer with rate limits, a request id, and Allow beside 405', async () => {
    const local = new LocalPlatform();
    const first = await local.rest('/serverless');
    expect(first.headers.get('RateLimit')).toMatch(
      /^"minute";r=599;t=60, "hour";r=\d+;t=\d+, "day";r=\d+;t=\d+$/,
    );
    expect(first.headers.get('RateLimit-Policy')).toContain('"minute";q=600;w=60');
    expect(first.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const wrong = await local.rest('/registries/x', patch({}));
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  });

  it('keep a registry that an endpoint uses, and take a deleted one out of templates', async () => {
    const local = new LocalPlatform();
    const registry = await local.rest('/registries', { body: { name: 'r', username: 'u', password: 'p' } });
    expect(registry.body).toEqual({ id: registry.body.id, name: 'r' });
    const { id } = registry.body;
    const template = await local.rest('/templates', { body: { name: 't', image: 'i', registry: id } });
    const endpoint = await local.endpoint({ registry: id });
    expect((await local.rest(`/registries/${id}`, { method: 'DELETE' })).status).toBe(400);
    await local.rest(`/serverless/${endpoint}`, patch({ registry: null }));
    expect((await local.rest(`/registries/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await local.rest(`/templates/${template.body.id}`)).body.registry).toBeNull();
  });
});
