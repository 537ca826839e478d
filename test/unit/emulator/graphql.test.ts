// GraphQL with RunPod's habits: full replace of templates, three fields that an update resets, refusals, roll-outs.
import { describe, expect, it } from 'vitest';
import { LocalPlatform, type Reply } from '../../support/localPlatform';

const template = { containerDiskInGb: 5, volumeInGb: 0, dockerArgs: '', isServerless: true };
const saveTemplate =
  'mutation ($input: SaveTemplateInput) { saveTemplate(input: $input) { id env { key value } readme } }';
const saveEndpoint = `mutation ($input: EndpointInput!) { saveEndpoint(input: $input) {
  id templateId workersMin workersMax idleTimeout scalerType scalerValue executionTimeoutMs locations version } }`;

async function withTemplate(
  local: LocalPlatform,
  name = 't',
  more: Record<string, unknown> = {},
): Promise<string> {
  const input = { ...template, name, imageName: 'a/b:1', env: [{ key: 'A', value: '1' }], ...more };
  return (await local.graphql(saveTemplate, { input })).body.data.saveTemplate.id;
}

async function withEndpoint(local: LocalPlatform) {
  const templateId = await withTemplate(local);
  const input = {
    name: 'endpoint',
    templateId,
    gpuIds: 'ADA_24',
    workersMin: 0,
    workersMax: 7,
    idleTimeout: 42,
    scalerValue: 9,
    executionTimeoutMs: 5000,
    locations: 'EU-RO-1',
  };
  return {
    templateId,
    id: (await local.graphql(saveEndpoint, { input })).body.data.saveEndpoint.id as string,
  };
}

const message = (reply: Reply): string => reply.body.errors[0].message;

describe('myself', () => {
  it('shows the account with endpoints and their templates', async () => {
    const local = new LocalPlatform();
    const { id, templateId } = await withEndpoint(local);
    const { body } = await local.graphql(`{ myself { id email clientBalance currentSpendPerHr
      maxServerlessConcurrency endpoints { id name template { id imageName env { key value } } }
      podTemplates { id name } } }`);
    expect(body.data.myself).toMatchObject({
      id: 'local',
      clientBalance: 100,
      endpoints: [{ id, template: { id: templateId, imageName: 'a/b:1', env: [{ key: 'A', value: '1' }] } }],
      podTemplates: [{ id: templateId, name: 't' }],
    });
  });

  it('answers null for a template that is not there', async () => {
    const { status, body } = await new LocalPlatform().graphql('{ podTemplate(id: "none") { id } }');
    expect([status, body]).toEqual([200, { data: { podTemplate: null } }]);
  });
});

describe('templates', () => {
  it('are replaced whole: what is not sent is lost', async () => {
    const local = new LocalPlatform();
    const id = await withTemplate(local, 't', { readme: 'read me' });
    const input = { ...template, id, name: 't', imageName: 'a/b:2', env: [] };
    const { body } = await local.graphql(saveTemplate, { input });
    expect(body.data.saveTemplate).toEqual({ id, env: [], readme: '' });
  });

  it('have unique names and are kept while bound', async () => {
    const local = new LocalPlatform();
    await withEndpoint(local);
    const twice = await local.graphql(saveTemplate, {
      input: { ...template, name: 't', imageName: 'x', env: [] },
    });
    expect(message(twice)).toMatch(/unique/);
    const bound = await local.graphql('mutation { deleteTemplate(templateName: "t") }');
    expect(message(bound)).toMatch(/in use/);
    await withTemplate(local, 'free');
    const free = await local.graphql('mutation { deleteTemplate(templateName: "free") }');
    expect(free.body).toEqual({ data: { deleteTemplate: null } });
  });

  it('roll out to the endpoint that is bound to them, as a new release', async () => {
    const local = new LocalPlatform();
    const { id, templateId } = await withEndpoint(local);
    const input = {
      ...template,
      id: templateId,
      name: 't',
      imageName: 'a/b:2',
      env: [{ key: 'A', value: '1' }],
    };
    await local.graphql(saveTemplate, { input });
    const { body } = await local.rest(`/serverless/${id}/releases`);
    expect(body.endpointVersion).toBe(2);
    expect(body.releases[0].diff).toEqual([{ field: 'template.imageName', old: 'a/b:1', new: 'a/b:2' }]);
    expect((await local.rest(`/serverless/${id}`)).body.image).toBe('a/b:2');
  });

  it('do not roll out when REST v2 edits them', async () => {
    const local = new LocalPlatform();
    const { id, templateId } = await withEndpoint(local);
    await local.rest(`/templates/${templateId}`, { method: 'PATCH', body: { image: 'a/b:3' } });
    expect((await local.rest(`/serverless/${id}`)).body.image).toBe('a/b:1');
    expect((await local.rest(`/serverless/${id}/releases`)).body.endpointVersion).toBe(1);
  });
});

describe('endpoints', () => {
  it('lose three fields to an update that does not send them, and keep the rest', async () => {
    const local = new LocalPlatform();
    const { id, templateId } = await withEndpoint(local);
    const { body } = await local.graphql(saveEndpoint, { input: { id, name: 'endpoint', gpuIds: 'ADA_24' } });
    expect(body.data.saveEndpoint).toMatchObject({
      workersMax: 3,
      idleTimeout: 10,
      scalerValue: 4,
      templateId,
      executionTimeoutMs: 5000,
      locations: 'EU-RO-1',
      version: 1,
    });
  });

  it('are deleted only without workers', async () => {
    const local = new LocalPlatform();
    const { id } = await withEndpoint(local);
    const remove = () => local.graphql(`mutation { deleteEndpoint(id: "${id}") }`);
    expect(message(await remove())).toMatch(/workersMin and workersMax/);
    await local.graphql(saveEndpoint, { input: { id, name: 'endpoint', workersMin: 0, workersMax: 0 } });
    expect((await remove()).body).toEqual({ data: { deleteEndpoint: null } });
    expect((await local.rest(`/serverless/${id}`)).status).toBe(404);
  });

  it('change their template, which is bound to one endpoint only', async () => {
    const local = new LocalPlatform();
    const { id } = await withEndpoint(local);
    const other = await withTemplate(local, 'other', { imageName: 'other:1' });
    const swap = `mutation { updateEndpointTemplate(input: {endpointId: "${id}", templateId: "${other}"}) { id templateId } }`;
    expect((await local.graphql(swap)).body.data.updateEndpointTemplate).toEqual({ id, templateId: other });
    expect((await local.rest(`/serverless/${id}`)).body.image).toBe('other:1');
    const second = await local.graphql(saveEndpoint, { input: { name: 'second', templateId: other } });
    expect(message(second)).toMatch(/already bound/);
  });

  it('refuse what cannot be: names, workers, templates, the quota', async () => {
    const local = new LocalPlatform({ workersQuota: 5 });
    const templateId = await withTemplate(local);
    const save = async (input: object) => message(await local.graphql(saveEndpoint, { input }));
    expect(await save({ name: 'ab', templateId })).toMatch(/3 characters/);
    expect(await save({ name: 'abc', templateId: 'none' })).toMatch(/find template/);
    expect(await save({ name: 'abc', templateId, workersMin: 4, workersMax: 2 })).toMatch(/workersMin/);
    expect(await save({ name: 'abc', templateId, workersMax: 6 })).toMatch(/workers quota \(5\).*at most 5/);
    const pod = await withTemplate(local, 'pod', { isServerless: false });
    expect(await save({ name: 'abc', templateId: pod })).toMatch(/not a serverless template/);
  });

  it('answer a document or variables that do not fit with 400', async () => {
    const local = new LocalPlatform();
    expect((await local.graphql('{ nothing }')).status).toBe(400);
    expect((await local.graphql('{ myself {')).status).toBe(400);
    expect((await local.graphql('{ __schema { types { name } } }')).status).toBe(400);
    const missing = await local.graphql(saveTemplate, { input: { name: 'x', imageName: 'y' } });
    expect(missing.status).toBe(400);
    expect(message(missing)).toContain('containerDiskInGb');
  });
});
