// The job API of queue endpoints. Sending a job and draining a stream happen at most once; the limits of the
// platform (10 MB for run, 20 MB for runsync) are told before anything is sent.
import type * as z from 'zod';
import { AppError } from '../base/errors';
import { healthSchema, type JobRequest, jobSchema, purgeSchema, streamSchema } from '../wire/job';
import type { JobsApi } from './cloud';
import type { Http } from './http';
import { segment } from './request';

const megabyte = 1024 * 1024;
const maxRunBytes = 10 * megabyte;
const maxRunSyncBytes = 20 * megabyte;
const waitBoundsMs = { min: 1_000, max: 90_000 };

interface Call {
  readonly method: 'GET' | 'POST';
  readonly route: string;
  readonly endpointId: string;
  readonly jobId?: string;
  readonly safety: 'read' | 'once';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, number>>;
  readonly timeoutMs?: number;
}

export function createJobs(base: string, http: Http): JobsApi {
  const call = async <T>(schema: z.ZodType<T>, options: Call, signal: AbortSignal | undefined) => {
    const { endpointId, jobId, route, ...request } = options;
    const tail = jobId === undefined ? '' : `/${segment(jobId, 'a job')}`;
    return http.json(
      schema,
      {
        ...request,
        url: `${base}/${segment(endpointId, 'an endpoint')}/${route}${tail}`,
        scope: `jobs/${endpointId}/${route}`,
        subject: jobId === undefined ? `endpoint ${endpointId}` : `job ${jobId} on endpoint ${endpointId}`,
      },
      signal,
    );
  };
  const onJob = (route: string) => (endpointId: string, jobId: string, signal?: AbortSignal) =>
    call(jobSchema, { method: 'POST', route, endpointId, jobId, safety: 'once' }, signal);

  return {
    async run(endpointId, request, signal) {
      checkSize(request, maxRunBytes);
      const options = { method: 'POST', route: 'run', endpointId, safety: 'once', body: request } as const;
      return call(jobSchema, options, signal);
    },
    async runSync(endpointId, request, waitMs, signal) {
      checkSize(request, maxRunSyncBytes);
      const wait = Math.min(Math.max(Math.round(waitMs), waitBoundsMs.min), waitBoundsMs.max);
      const options = {
        method: 'POST',
        route: 'runsync',
        endpointId,
        safety: 'once',
        body: request,
      } as const;
      return call(jobSchema, { ...options, query: { wait }, timeoutMs: wait + 15_000 }, signal);
    },
    status: (endpointId, jobId, signal) =>
      call(jobSchema, { method: 'GET', route: 'status', endpointId, jobId, safety: 'read' }, signal),
    // A second request would not bring back what the first one drained.
    stream: (endpointId, jobId, signal) =>
      call(streamSchema, { method: 'GET', route: 'stream', endpointId, jobId, safety: 'once' }, signal),
    cancel: onJob('cancel'),
    retry: onJob('retry'),
    async purgeQueue(endpointId, signal) {
      const options = { method: 'POST', route: 'purge-queue', endpointId, safety: 'once' } as const;
      return (await call(purgeSchema, options, signal)).removed;
    },
    health: (endpointId, signal) =>
      call(healthSchema, { method: 'GET', route: 'health', endpointId, safety: 'read' }, signal),
  };
}

function checkSize(request: JobRequest, maxBytes: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (bytes <= maxBytes) return;
  // Rounded up, so that a byte too many is not said to fit.
  const asMegabytes = (value: number) => `${(Math.ceil((value / megabyte) * 10) / 10).toFixed(1)} MB`;
  throw new AppError('usage', `The job is ${asMegabytes(bytes)}; the limit is ${asMegabytes(maxBytes)}.`, {
    remedy: 'Put large data into storage and send its address in the input. Nothing was sent.',
  });
}
