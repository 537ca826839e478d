// How far a new release has come: from the moment it is known until every worker runs it. Workers that fail on
// the new release are told at once; waiting would not mend them.
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { AppError, isCancelled } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import { poll } from './poll';

export interface RolloutOptions {
  /** The version before the change; the rollout of a higher one is awaited. Without it, the newest counts. */
  readonly afterVersion?: number | undefined;
  /** In ms; 15 minutes by default. */
  readonly timeoutMs?: number;
}

export interface RolloutStep {
  readonly version: number | undefined;
  readonly workersOnLatest: number;
  readonly total: number;
  /** Workers of the new release that fail. */
  readonly unhealthy: number;
  readonly phase: 'waiting' | 'rolling' | 'done';
}

const defaultTimeoutMs = 15 * 60_000;
const firstPollMs = 500;
const longestPollMs = 5_000;

/** Yields every change, `done` last. Without any worker a release is done at once: the next worker will run it. */
export async function* followRollout(
  cloud: Cloud,
  endpointId: string,
  { options, clock }: { readonly options: RolloutOptions; readonly clock: Clock },
  signal: AbortSignal,
): AsyncGenerator<RolloutStep, void, undefined> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const link = linkedAbort(clock, timeoutMs, signal);
  let last: RolloutStep | undefined;
  const read = () => stepOf(cloud, endpointId, options.afterVersion, link.signal);
  const isNews = (step: RolloutStep) => !isDeepStrictEqual(step, last);
  const pace = { clock, firstMs: firstPollMs, longestMs: longestPollMs, isNews, begin: 'at once' } as const;
  try {
    for await (const step of poll(read, pace, link.signal)) {
      last = step;
      yield step;
      if (step.phase === 'done') return;
    }
  } catch (error) {
    throw isCancelled(error) && link.timedOut ? tooLong(endpointId, timeoutMs, last) : error;
  } finally {
    link.dispose();
  }
}

async function stepOf(
  cloud: Cloud,
  endpointId: string,
  afterVersion: number | undefined,
  signal: AbortSignal,
): Promise<RolloutStep> {
  const [releases, { workers }] = await Promise.all([
    cloud.endpoints.releases(endpointId, signal),
    cloud.endpoints.workers(endpointId, signal),
  ]);
  const version = releases.endpointVersion ?? releases.releases[0]?.version ?? undefined;
  const isNew = afterVersion === undefined || (version !== undefined && version > afterVersion);
  const total = releases.rollout?.workersTotal ?? workers.length;
  const workersOnLatest =
    releases.rollout?.workersOnLatest ?? workers.filter(worker => !worker.isStale).length;
  const rolling = releases.rollout?.inProgress ?? workersOnLatest < total;
  return {
    version,
    workersOnLatest,
    total,
    unhealthy: workers.filter(worker => !worker.isStale && worker.status === 'UNHEALTHY').length,
    phase: !isNew ? 'waiting' : rolling ? 'rolling' : 'done',
  };
}

function tooLong(endpointId: string, timeoutMs: number, last: RolloutStep | undefined): AppError {
  const minutes = Math.round(timeoutMs / 60_000);
  const state = last ? ` ${last.workersOnLatest} of ${last.total} workers run it.` : '';
  return new AppError(
    'timeout',
    `The rollout on endpoint ${endpointId} is not done after ${minutes} min.${state}`,
    {
      remedy: last?.unhealthy
        ? 'Workers of the new release fail: look at their logs, or roll back.'
        : 'Workers that are busy finish their job first; look at the workers.',
    },
  );
}
