// One port to a RunPod account, whichever API answers: REST v2 for endpoints, workers, releases, templates and
// log streams; GraphQL for balance, bound templates and edits that roll out; the job API for jobs.
// Flows and stores know only this. Every method takes a signal and throws AppError and nothing else.
import type { Endpoint, ReleaseList, WorkerList } from '../wire/endpoint';
import type { GraphEndpoint, GraphTemplate, Myself } from '../wire/graphql';
import type { Health, Job, JobRequest, StreamChunk } from '../wire/job';
import type { LogEvent, LogSource } from '../wire/logEvent';
import type { RegistryCredential } from '../wire/registry';
import type { GpuPool } from './catalog';
import type { EndpointChange, NewEndpoint } from './endpointChange';
import type { Quota } from './rateLimits';

export interface Cloud {
  readonly account: AccountApi;
  readonly endpoints: EndpointsApi;
  readonly templates: TemplatesApi;
  readonly jobs: JobsApi;
  readonly logs: LogsApi;
  readonly catalog: CatalogApi;
  readonly registries: RegistriesApi;
  /** What the account may ask of REST v2, as last served; empty before the first reply. */
  readonly limits: { readonly quotas: readonly Quota[] };
}

/** Where the three APIs answer. No trailing slash. */
export interface CloudUrls {
  /** Such as `https://api.runpod.io/graphql`. */
  readonly graphql: string;
  /** Such as `https://api.runpod.io/v2`. */
  readonly rest: string;
  /** Such as `https://api.runpod.ai/v2`. */
  readonly jobs: string;
}

export interface AccountApi {
  /** Id, balance, spend. Throws `unauthorized` for a key that is not valid. */
  myself(signal?: AbortSignal): Promise<Myself>;
}

/** Everything saveEndpoint takes; it resets what is not sent, so all of it is always sent. */
export interface EndpointInput {
  readonly id?: string;
  readonly name: string;
  readonly templateId: string;
  readonly gpuIds: string;
  readonly gpuCount: number;
  readonly workersMin: number;
  readonly workersMax: number;
  /** Seconds. */
  readonly idleTimeout: number;
  readonly scalerType: 'QUEUE_DELAY' | 'REQUEST_COUNT';
  readonly scalerValue: number;
  readonly executionTimeoutMs: number;
  readonly locations: string;
  readonly networkVolumeId: string;
  readonly flashBootType: string;
  /** Such as `12.8`; what is there stays when it is not given. */
  readonly minCudaVersion?: string;
}

export interface EndpointsApi {
  list(signal?: AbortSignal): Promise<readonly Endpoint[]>;
  get(id: string, signal?: AbortSignal): Promise<Endpoint>;
  workers(id: string, signal?: AbortSignal): Promise<WorkerList>;
  releases(id: string, signal?: AbortSignal): Promise<ReleaseList>;
  /** The endpoint as GraphQL knows it, with the template bound to it. */
  bound(id: string, signal?: AbortSignal): Promise<GraphEndpoint>;
  /** The endpoints a template is bound to; a change of the template rolls out on all of them. */
  usingTemplate(templateId: string, signal?: AbortSignal): Promise<readonly GraphEndpoint[]>;
  /** Creates (no id) or updates by reading, merging and sending everything; returns what was saved. */
  save(input: EndpointInput, signal?: AbortSignal): Promise<GraphEndpoint>;
  /** Makes one with container settings of its own (REST v2). Not repeated: look before you do it again. */
  create(input: NewEndpoint, signal?: AbortSignal): Promise<Endpoint>;
  /** Changes what is named and nothing else (REST v2: read, merged, written, compared). */
  update(id: string, change: EndpointChange, signal?: AbortSignal): Promise<Endpoint>;
  /** Workers min/max only: prompt, no new release. */
  scale(
    id: string,
    workers: { readonly min: number; readonly max: number },
    signal?: AbortSignal,
  ): Promise<Endpoint>;
  delete(id: string, signal?: AbortSignal): Promise<void>;
}

export interface TemplatesApi {
  list(signal?: AbortSignal): Promise<readonly GraphTemplate[]>;
  get(id: string, signal?: AbortSignal): Promise<GraphTemplate>;
  /** Full replace: the caller has read and merged. Without an id a new template is made. */
  save(template: Omit<GraphTemplate, 'id'> & { id?: string }, signal?: AbortSignal): Promise<GraphTemplate>;
  delete(name: string, signal?: AbortSignal): Promise<void>;
}

export interface CatalogApi {
  /** What serverless endpoints can run on, with stock of this moment and list price; cheapest first. */
  gpuPools(signal?: AbortSignal): Promise<readonly GpuPool[]>;
}

export interface RegistriesApi {
  /** Credentials that images can be pulled with; what is secret in them is never told. */
  list(signal?: AbortSignal): Promise<readonly RegistryCredential[]>;
}

export interface JobsApi {
  run(endpointId: string, request: JobRequest, signal?: AbortSignal): Promise<Job>;
  /** Waits up to `waitMs` (1,000–90,000); may return a job that is not terminal. */
  runSync(endpointId: string, request: JobRequest, waitMs: number, signal?: AbortSignal): Promise<Job>;
  status(endpointId: string, jobId: string, signal?: AbortSignal): Promise<Job>;
  /** Drains what was yielded since the last call. */
  stream(endpointId: string, jobId: string, signal?: AbortSignal): Promise<StreamChunk>;
  cancel(endpointId: string, jobId: string, signal?: AbortSignal): Promise<Job>;
  retry(endpointId: string, jobId: string, signal?: AbortSignal): Promise<Job>;
  /** How many queued jobs were removed. */
  purgeQueue(endpointId: string, signal?: AbortSignal): Promise<number>;
  health(endpointId: string, signal?: AbortSignal): Promise<Health>;
}

export interface LogStreamOptions {
  readonly source?: LogSource;
  /** Lines of history, 0–5000; ignored with `since` or `lastEventId`. */
  readonly tail?: number;
  /** RFC 3339. */
  readonly since?: string;
  /** Opaque cursor of the last event seen; wins over all. */
  readonly lastEventId?: string;
}

export interface LogsApi {
  /** One connection to one worker's log. Ends when the server closes it; the caller reconnects. */
  stream(
    endpointId: string,
    workerId: string,
    options: LogStreamOptions,
    signal: AbortSignal,
  ): AsyncIterable<LogEvent & { readonly id: string | undefined }>;
}
