// Workers of an endpoint while they come up: every change of state is told, with its age. A worker of the current
// release that is unhealthy, with none that works, is an error: its log is fetched while it is still there.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import { redact } from '../base/redact';
import type { Worker, WorkerList } from '../wire/endpoint';
import { poll } from './poll';
import { SystemNews } from './systemNews';

export interface WorkerNews {
  readonly id: string;
  readonly state: 'starting' | 'ready' | 'working' | 'waiting for a machine' | 'failing';
  /** Since we first saw it. */
  readonly seconds: number;
  /** What its system log said last, while it starts. */
  readonly doing?: string | undefined;
}

export interface WatchOptions {
  readonly clock: Clock;
  readonly onWorker: (news: WorkerNews) => void;
}

const firstPollMs = 500;
const longestPollMs = 3_000;
const logWaitMs = 3_000;
const logLines = 40;

const states: Readonly<Record<string, WorkerNews['state']>> = {
  INITIALIZING: 'starting',
  IDLE: 'ready',
  RUNNING: 'working',
  THROTTLED: 'waiting for a machine',
  UNHEALTHY: 'failing',
};

/** Watches until the signal aborts (throws `cancelled`); returns why, when the workers of the current release fail. */
export async function watchWorkers(
  cloud: Cloud,
  endpointId: string,
  { clock, onWorker }: WatchOptions,
  signal: AbortSignal,
): Promise<AppError | undefined> {
  const seen = new Map<string, { sinceMs: number; state: string }>();
  const read = () => cloud.endpoints.workers(endpointId, signal);
  const pace = {
    clock,
    firstMs: firstPollMs,
    longestMs: longestPollMs,
    isNews: () => true,
    begin: 'at once',
  } as const;
  const news = new SystemNews(cloud, endpointId);
  try {
    for await (const list of poll(read, pace, signal)) {
      for (const worker of list.workers) tellChange(worker, seen, { clock, onWorker, news });
      const failing = failingWorker(list);
      if (failing) return await failureOf(cloud, endpointId, failing, clock);
    }
    return undefined;
  } finally {
    news.dispose();
  }
}

function tellChange(
  worker: Worker,
  seen: Map<string, { sinceMs: number; state: string }>,
  { clock, onWorker, news }: WatchOptions & { readonly news: SystemNews },
): void {
  const nowMs = clock.now();
  const before = seen.get(worker.id) ?? { sinceMs: nowMs, state: '' };
  seen.set(worker.id, { ...before, state: worker.status });
  const state = states[worker.status];
  if (!state || worker.isStale) return;
  const seconds = (nowMs - before.sinceMs) / 1000;
  const doing = state === 'starting' ? news.of(worker.id) : undefined;
  if (state === 'starting' || before.state !== worker.status)
    onWorker({ id: worker.id, state, seconds, doing });
}

function failingWorker({ workers }: WorkerList): Worker | undefined {
  const current = workers.filter(worker => !worker.isStale);
  const works = current.some(worker => worker.status === 'IDLE' || worker.status === 'RUNNING');
  return works ? undefined : current.find(worker => worker.status === 'UNHEALTHY');
}

async function failureOf(cloud: Cloud, endpointId: string, worker: Worker, clock: Clock): Promise<AppError> {
  const lines = await lastLines(cloud, endpointId, worker.id, clock);
  const last = lines.filter(line => line.trim() !== '').at(-1);
  return new AppError('remote', `Worker ${worker.id} fails at start${last ? `: ${last.trim()}` : '.'}`, {
    remedy: 'Its log says why; correct the worker and deploy again, or roll back.',
    detail: lines.join('\n') || undefined,
  });
}

/** The end of a worker's log, or as much of it as comes within 3 s. */
async function lastLines(
  cloud: Cloud,
  endpointId: string,
  workerId: string,
  clock: Clock,
): Promise<string[]> {
  const link = linkedAbort(clock, logWaitMs);
  const lines: string[] = [];
  try {
    for await (const event of cloud.logs.stream(endpointId, workerId, { tail: logLines }, link.signal)) {
      if (event.source === 'container') lines.push(redact(event.line));
      if (lines.length >= logLines) break;
    }
  } catch {
    // The stream stays open until the limit ends it, or the worker is gone already.
  } finally {
    link.dispose();
  }
  return lines;
}
