// /v2/serverless: list, create, read, change and delete endpoints.
import { isoTime } from '../../base/clock';
import { checkQuota } from '../control/quota';
import { commitEndpoint, deleteEndpoint } from '../control/releases';
import { newId } from '../ids';
import type { Platform } from '../platform';
import type { EndpointRecord, TemplateRecord } from '../store/records';
import { defaultContainer, withContainer } from './containerBody';
import {
  type CreateEndpointBody,
  createEndpointBody,
  type UpdateEndpointBody,
  updateEndpointBody,
} from './endpointBody';
import { changed } from './endpointChange';
import { endpointBody } from './endpointShape';
import type { RestContext } from './plane';
import { badRequest, invalid, notFound } from './problem';
import { defaultTemplate } from './templateShape';
import { readBody } from './validate';

export async function listEndpoints(c: RestContext): Promise<Response> {
  const endpoints = c.get('platform').account.endpoints.list();
  return c.json({ endpoints: endpoints.map(endpoint => endpointBody(endpoint, originOf(c))) });
}

export async function getEndpoint(c: RestContext): Promise<Response> {
  return c.json(endpointBody(endpointOf(c), originOf(c)));
}

/** The container settings become a template of the endpoint's own; `templateId` is read once and not kept. */
export async function createEndpoint(c: RestContext): Promise<Response> {
  const platform = c.get('platform');
  const body = await readBody(c, createEndpointBody);
  const source = body.templateId === undefined ? undefined : sourceTemplate(platform, body.templateId);
  if (!body.gpu === !body.cpu) throw badRequest('specify exactly one of gpu or cpu');
  const endpoint = changed(freshEndpoint(platform, body, source), body);
  checkQuota(platform, endpoint.id, endpoint.workersMax);
  await platform.admit(endpoint.container.image);
  const { id: templateId, container } = endpoint;
  const name = `${endpoint.name}__template__${endpoint.id}`;
  platform.account.templates.put({ ...defaultTemplate, id: templateId, name, container, isServerless: true });
  return c.json(endpointBody(commitEndpoint(platform, endpoint), originOf(c)), 201);
}

/** Changes what is sent. The template bound to the endpoint follows its container settings. */
export async function updateEndpoint(c: RestContext): Promise<Response> {
  const platform = c.get('platform');
  const body = await readBody(c, updateEndpointBody);
  const before = endpointOf(c);
  const container = updatedContainer(platform, before, body);
  if (container.image !== before.container.image) await platform.admit(container.image);
  // Read again: somebody else may have changed it while the image was looked at.
  const endpoint = { ...changed(endpointOf(c), body), container };
  checkQuota(platform, endpoint.id, endpoint.workersMax);
  const template = platform.account.templates.get(endpoint.templateId);
  if (template) platform.account.templates.put({ ...template, container });
  return c.json(endpointBody(commitEndpoint(platform, endpoint), originOf(c)));
}

/** Deletes the endpoint and its bound template, whoever made it. */
export async function removeEndpoint(c: RestContext): Promise<Response> {
  const platform = c.get('platform');
  const endpoint = endpointOf(c);
  deleteEndpoint(platform, endpoint);
  platform.account.templates.delete(endpoint.templateId);
  return c.body(null, 204);
}

/** The endpoint named by the path. Throws a 404. */
export function endpointOf(c: RestContext): EndpointRecord {
  const endpoint = c.get('platform').account.endpoints.get(c.req.param('id') ?? '');
  if (!endpoint) throw notFound();
  return endpoint;
}

function originOf(c: RestContext): string {
  return new URL(c.req.url).origin;
}

function sourceTemplate(platform: Platform, templateId: string): TemplateRecord {
  const template = platform.account.templates.get(templateId);
  if (!template) throw notFound();
  if (!template.isServerless) throw invalid('$.templateId: the template is not a serverless template');
  return template;
}

function updatedContainer(platform: Platform, before: EndpointRecord, body: UpdateEndpointBody) {
  if (!body.templateId) return withContainer(before.container, body);
  const { container } = sourceTemplate(platform, body.templateId);
  return withContainer(container, { ...body, env: { ...container.env, ...body.env } });
}

function freshEndpoint(
  platform: Platform,
  body: CreateEndpointBody,
  source: TemplateRecord | undefined,
): EndpointRecord {
  const base = source?.container ?? defaultContainer;
  const id = newId();
  const seedsCuda = source && body.gpu && !body.gpu.allowedCudaVersions && !body.gpu.minCudaVersion;
  return {
    id,
    name: body.name,
    type: body.type === 'LOAD_BALANCER' ? 'LB' : 'QB',
    templateId: id,
    container: withContainer(base, { ...body, env: { ...base.env, ...body.env } }),
    gpuIds: '',
    gpuCount: body.gpu ? 1 : 0,
    cpu: [],
    workersMin: 0,
    workersMax: 3,
    idleTimeout: 10,
    scalerType: 'QUEUE_DELAY',
    scalerValue: 4,
    executionTimeoutMs: 300_000,
    locations: '',
    networkVolumeIds: [],
    flashBootType: 'OFF',
    allowedCudaVersions: seedsCuda ? source.allowedCudaVersions : [],
    minCudaVersion: '',
    modelReferences: [],
    version: 0,
    createdAt: isoTime(platform.clock.now()),
  };
}
