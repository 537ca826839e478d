// Every request that the client makes of REST v2 is one that the published specification allows, and every example
// of a reply in it is one that the client can read.
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Cloud } from '../../src/api/cloud';
import {
  endpointListSchema,
  endpointSchema,
  releaseListSchema,
  workerListSchema,
} from '../../src/wire/endpoint';
import { problemSchema } from '../../src/wire/problem';
import { templateListSchema, templateSchema } from '../../src/wire/template';
import { anEndpoint, aWorker, releasesAt, workersOf } from '../support/builders';
import { cloudOver } from '../support/clouds';
import { type Asked, json } from '../support/fakeServer';
import { openApi } from '../support/openApi';
import { replyExamples, requestMistakes } from '../support/openApiRequests';

const spec = openApi();
const never = new AbortController().signal;

function answer({ method, url, body }: Asked): Response {
  if (url.pathname.endsWith('/logs')) return new Response('data: {}\n\n');
  if (url.pathname.endsWith('/workers')) return json(workersOf(aWorker()));
  if (url.pathname.endsWith('/releases')) return json(releasesAt(1, 1, 1));
  if (url.pathname.endsWith('/serverless')) return json({ endpoints: [anEndpoint()] });
  return json(
    anEndpoint(
      method === 'PATCH' ? { workers: (body as { workers: { min: number; max: number } }).workers } : {},
    ),
  );
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const calls: Record<string, (cloud: Cloud) => Promise<unknown>> = {
  list: cloud => cloud.endpoints.list(),
  get: cloud => cloud.endpoints.get('ep1'),
  workers: cloud => cloud.endpoints.workers('ep1'),
  releases: cloud => cloud.endpoints.releases('ep1'),
  scale: cloud => cloud.endpoints.scale('ep1', { min: 1, max: 4 }),
  'logs from a tail': cloud =>
    drain(cloud.logs.stream('ep1', 'w1', { tail: 5_000, source: 'system' }, never)),
  'logs since a time': cloud =>
    drain(cloud.logs.stream('ep1', 'w1', { since: '2026-06-01T12:00:00.000Z' }, never)),
  'logs from a cursor': cloud => drain(cloud.logs.stream('ep1', 'w1', { lastEventId: 'c1' }, never)),
};

describe('requests of the client fit the published specification', () => {
  it.each(Object.entries(calls))('%s', async (_, call) => {
    const { cloud, server } = cloudOver(answer);
    await call(cloud);
    expect(server.asked.length).toBeGreaterThan(0);
    for (const asked of server.asked) expect(requestMistakes(spec, asked)).toEqual([]);
  });

  it('and the judge is awake', async () => {
    const { cloud, server } = cloudOver(answer);
    await cloud.endpoints.scale('ep1', { min: 0, max: 1 });
    const patch = server.asked.find(asked => asked.method === 'PATCH');
    if (!patch) throw new Error('no PATCH was sent');
    const withQuery = new URL(`${patch.url.href}?nonsense=1`);
    expect(requestMistakes(spec, { ...patch, body: { workers: { min: -1 } } })).not.toEqual([]);
    expect(requestMistakes(spec, { ...patch, body: { replicas: 1 } })).not.toEqual([]);
    expect(requestMistakes(spec, { ...patch, url: withQuery })).toEqual([
      'nonsense is no query parameter of it',
    ]);
    expect(requestMistakes(spec, { ...patch, method: 'PUT' })).toEqual([
      'PUT /v2/serverless/ep1 is no operation of the specification',
    ]);
  });
});

describe('replies of the published specification can be read', () => {
  const schemas: Record<string, z.ZodType> = {
    '/v2/serverless': endpointListSchema,
    '/v2/serverless/{id}': endpointSchema,
    '/v2/serverless/{id}/workers': workerListSchema,
    '/v2/serverless/{id}/releases': releaseListSchema,
    '/v2/templates': templateListSchema,
    '/v2/templates/{id}': templateSchema,
  };
  it.each(Object.entries(schemas))('%s', (path, schema) => {
    const examples = replyExamples(spec, 'get', path);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(schema.safeParse(example).error?.issues ?? []).toEqual([]);
  });

  it('also when it says no', () => {
    const problem = { title: 'Not Found', status: 404, detail: 'resource not found' };
    expect(spec.mistakes('ErrorResponse', problem)).toEqual([]);
    expect(problemSchema.safeParse(problem).success).toBe(true);
  });

  it('and the builders of our tests fit it too', () => {
    expect(spec.mistakes('Endpoint', anEndpoint())).toEqual([]);
  });
});
