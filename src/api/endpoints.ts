// Endpoints, their workers and releases: read, made and changed over REST v2; saved over GraphQL where a template is to
// be bound to them.
import type * as z from 'zod';
import { isAppError } from '../base/errors';
import {
  type Endpoint,
  endpointListSchema,
  endpointSchema,
  releaseListSchema,
  workerListSchema,
} from '../wire/endpoint';
import { graphReplySchema } from '../wire/graphql';
import type { CloudUrls, EndpointsApi } from './cloud';
import { checkKept, checkWorkers, patchOf } from './endpointChange';
import type { Graph } from './graphql';
import type { Http } from './http';
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

  const update: EndpointsApi['update'] = async (id, change, signal) => {
    const body = patchOf(await get(id, signal), change);
    const request = { method: 'PATCH', url: address(id), safety: 'once', scope: 'rest' } as const;
    const asked = { ...request, subject: `endpoint ${id}`, body };
    const saved = await http.json(endpointSchema, asked, signal);
    checkKept(body, saved);
    return saved;
  };
  const scale: EndpointsApi['scale'] = (id, workers, signal) => {
    checkWorkers(workers);
    return update(id, { workers }, signal);
  };

  return {
    list: signal => listEndpoints(urls.rest, http, signal),
    get,
    workers: (id, signal) => read(workerListSchema, id, '/workers', signal),
    releases: (id, signal) => read(releaseListSchema, id, '/releases', signal),
    bound: (id, signal) => boundEndpoint(graph, id, signal),
    usingTemplate: (templateId, signal) => endpointsUsing(graph, templateId, signal),
    save: (input, signal) => saveEndpoint(graph, input, signal),
    async create(input, signal) {
      const request = { method: 'POST', url: `${urls.rest}/serverless`, safety: 'once' } as const;
      const subject = `the new endpoint ${input.name}`;
      const body = { type: 'QUEUE', ...input };
      const saved = await http.json(endpointSchema, { ...request, scope: 'rest', subject, body }, signal);
      checkKept(body, saved);
      return saved;
    },
    update,
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
