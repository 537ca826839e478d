// The way of a job – submitted, taken, its result posted – without the router's machinery: with one job a second that
// machinery is cold each time, and cost a third of what Local RunPod added to a job. Only plain requests go this way;
// one with a wrong key or host, to an unknown or faulty endpoint, or under rate limits is the router's, which has the
// words for it. What a request does is written once, beside the router's handler for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { runBody, submitJob, untilEnd } from '../jobs/run';
import { jobBody } from '../jobs/shape';
import type { Platform } from '../platform';
import type { LocalWorker } from '../scheduler/worker';
import { holdsSecret, isLoopbackHost } from '../server/guard';
import type { EndpointRecord } from '../store/records';
import { whenJob } from '../store/waiting';
import { acceptPost } from '../worker/done';
import { sdkVersionOf } from '../worker/plane';
import { giveBack, type Poll, takeJobs, takenBody } from '../worker/take';
import { Exchange } from './exchange';

/** Answers whether the request is one of these, and was taken care of. */
export type Lane = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** `key` is the bearer key of this run. */
export function jobLane(platform: Platform, key: string): Lane {
  return (incoming, outgoing) => {
    if (!isLoopbackHost(incoming.headers.host ?? '')) return false;
    const exchange = new Exchange(incoming, outgoing);
    const step = stepFor(platform, key, exchange);
    if (!step) return false;
    const guarded = (text: string) => {
      try {
        step(text);
      } catch (error) {
        platform.log.error(`${incoming.method} ${incoming.url} failed.`, error);
        if (!exchange.answered) exchange.answer(500, { error: 'Local RunPod made a mistake; see its log.' });
      }
    };
    if (incoming.method === 'POST') exchange.read(guarded);
    else guarded('');
    return true;
  };
}

type Step = (text: string) => void;

function stepFor(platform: Platform, key: string, exchange: Exchange): Step | undefined {
  const [, plane, version] = exchange.path;
  if (version !== 'v2') return undefined;
  if (plane === 'job') return stepOfCaller(platform, key, exchange);
  return plane === 'worker' ? stepOfWorker(platform, exchange) : undefined;
}

function stepOfCaller(platform: Platform, key: string, exchange: Exchange): Step | undefined {
  const [, , , endpointId = '', kind, ...more] = exchange.path;
  if (exchange.incoming.method !== 'POST' || (kind !== 'run' && kind !== 'runsync') || more.length > 0)
    return undefined;
  const endpoint = openTo(platform, key, exchange, endpointId);
  return endpoint && (text => submitted(platform, exchange, { kind, endpoint, text }));
}

function stepOfWorker(platform: Platform, exchange: Exchange): Step | undefined {
  const [, , , endpointId = '', route, workerId = '', jobId, ...more] = exchange.path;
  const worker = platform.scheduler.worker(endpointId, workerId);
  if (!worker || !isPlain(platform, worker, exchange) || more.length > 0) return undefined;
  const { method } = exchange.incoming;
  if (method === 'POST' && route === 'job-done' && jobId) {
    return text => posted(platform, exchange, { worker, jobId, text });
  }
  if (method !== 'GET' || jobId !== undefined) return undefined;
  if (route === 'job-take') return () => taken(platform, exchange, { worker, kind: 'one' });
  return route === 'job-take-batch' ? () => taken(platform, exchange, { worker, kind: 'batch' }) : undefined;
}

function openTo(
  { account, settings }: Platform,
  key: string,
  { incoming }: Exchange,
  endpointId: string,
): EndpointRecord | undefined {
  const endpoint = account.endpoints.get(endpointId);
  const isPlainEndpoint = endpoint?.type === 'QB' && settings.overQuota === 'answer';
  return isPlainEndpoint && holdsSecret(incoming.headers.authorization, key) ? endpoint : undefined;
}

function isPlain({ faults }: Platform, worker: LocalWorker, { incoming }: Exchange): boolean {
  return (
    !faults.of(worker.endpointId).networkDelayMs && holdsSecret(incoming.headers.authorization, worker.token)
  );
}

function submitted(
  platform: Platform,
  exchange: Exchange,
  request: Omit<Parameters<typeof submitJob>[1], 'wait'>,
): void {
  const asked = { ...request, wait: exchange.asked('wait') };
  const job = submitJob(platform, asked);
  if ('ok' in job) exchange.answer(job.status, { error: job.error });
  else if (asked.kind === 'run') exchange.answer(200, runBody(job));
  else whenJob(platform, job, untilEnd(asked, exchange.hangUp()), () => exchange.answer(200, jobBody(job)));
}

function taken(
  platform: Platform,
  exchange: Exchange,
  { worker, kind }: Pick<Poll, 'worker' | 'kind'>,
): void {
  const agent = exchange.incoming.headers['user-agent'];
  worker.sdkVersion = sdkVersionOf(agent, exchange.asked('runpod_version')) ?? worker.sdkVersion;
  const poll = {
    worker,
    kind,
    batchSize: exchange.asked('batch_size'),
    inProgress: exchange.asked('job_in_progress'),
  };
  takeJobs(platform, poll, exchange.hangUp, jobs => {
    if (jobs.length === 0) {
      exchange.answer(204);
      return;
    }
    exchange.answer(200, takenBody(poll, jobs));
    exchange.onUndelivered(() => giveBack(platform, poll, jobs));
  });
}

function posted(platform: Platform, exchange: Exchange, post: Parameters<typeof acceptPost>[1]): void {
  const { status, body } = acceptPost(platform, post);
  exchange.answer(status, body);
}
