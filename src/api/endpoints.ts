// Endpoints, their workers and releases: read over REST v2; saved over GraphQL, which binds a template to them.
import type * as z from 'zod';
import { AppError, isAppError } from '../base/errors';
import {
  type Endpoint,
  endpointListSchema,
  endpointSchema,
  releaseListSchema,
  workerListSchema,
} from '../wire/endpoint';
import { graphReplySchema } from '../wire/graphql';
import type { CloudUrls, EndpointsApi } from './cloud';
import type { Graph } from './graphql';
import type { Http } from './http';
import { differingFields, notKept } from './readBack';
import { segment } from './request';
import { boundEndpoint, endpointsUsing, saveEndpoint } from './saveEndpoint';

const maxPages = 50;
const deleteAttempts = 4;
const deleteWaitMs = 2_000;

interface EndpointsOptions {
  readonly urls: CloudUrls;
  readonly http: Http;
  readonly graph: Graph;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export function createEndpoints({ urls, http, graph, sleep }: EndpointsOptions): EndpointsApi {
  const address = (id: string, tail = '') => `${urls.rest}/serverless/${segment(id, 'an endpoint')}${tail}`;
  const read = async <T>(schema: z.ZodType<T>, id: string, tail: string, signal?: AbortSignal) =>
    http.json(
      schema,
      { method: 'GET', url: address(id, tail), safety: 'read', scope: 'rest', subject: `endpoint ${id}` },
      signal,
    );
  const get = (id: string, signal?: AbortSignal) => read(endpointSchema, id, '', signal);

  const scale: EndpointsApi['scale'] = async (id, { min, max }, signal) => {
    if (!(Number.isInteger(min) && Number.isInteger(max) && min >= 0 && max >= min)) {
      throw new AppError('usage', `Workers from ${min} to ${max} is not a range.`, {
        remedy: 'Give two whole numbers; the maximum must be at least the minimum.',
      });
    }
    const { idleTimeout } = (await get(id, signal)).workers;
    const workers = { min, max, ...(idleTimeout !== undefined && { idleTimeout }) };
    const request = { method: 'PATCH', url: address(id), safety: 'once', scope: 'rest' } as const;
    const subject = `endpoint ${id}`;
    const saved = await http.json(endpointSchema, { ...request, subject, body: { workers } }, signal);
    const differing = differingFields(workers, saved.workers);
    if (differing.length > 0)
      throw notKept(
        subject,
        differing.map(name => `workers.${name}`),
      );
    return saved;
  };

  return {
    list: signal => listEndpoints(urls.rest, http, signal),
    get,
    workers: (id, signal) => read(workerListSchema, id, '/workers', signal),
    releases: (id, signal) => read(releaseListSchema, id, '/releases', signal),
    bound: (id, signal) => boundEndpoint(graph, id, signal),
    usingTemplate: (templateId, signal) => endpointsUsing(graph, templateId, signal),
    save: (input, signal) => saveEndpoint(graph, input, signal),
    scale,
    /** GraphQL wants no workers first, and REST v2's DELETE would take the template along. */
    async delete(id, signal) {
      await scale(id, { min: 0, max: 0 }, signal);
      const document = 'mutation ($id: String!) { deleteEndpoint(id: $id) }';
      const schema = graphReplySchema.shape.data.unwrap().unwrap();
      for (let attempt = 1; ; attempt++) {
        try {
          await graph.mutate({ document, variables: { id }, schema, subject: `endpoint ${id}` }, signal);
          return;
        } catch (error) {
          // It is refused while the last worker is still being taken down.
          const busy = isAppError(error, 'remote', 'conflict') && error.status === 200;
          if (!busy || attempt >= deleteAttempts) throw error;
          await sleep(deleteWaitMs, signal);
        }
      }
    },
  };
}

async function listEndpoints(rest: string, http: Http, signal?: AbortSignal): Promise<Endpoint[]> {
  const request = { method: 'GET', url: `${rest}/serverless`, safety: 'read', scope: 'rest' } as const;
  const all: Endpoint[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const asked = { ...request, subject: 'the list of endpoints', ...(cursor && { query: { cursor } }) };
    const { endpoints, pagination } = await http.json(endpointListSchema, asked, signal);
    all.push(...endpoints);
    cursor = pagination?.nextCursor ?? undefined;
    if (!pagination?.hasNextPage || !cursor) break;
  }
  return all;
}
