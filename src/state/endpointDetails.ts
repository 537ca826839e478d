// What is known of one endpoint beyond the list: workers, counters, releases. A glance costs one request while
// nothing changed; what it shows to have changed is read after it. A part that fails takes nothing else away.
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../api/cloud';
import { type Explanation, explain, isAppError, isCancelled } from '../base/errors';
import type { ReleaseList, WorkerList } from '../wire/endpoint';
import type { Health } from '../wire/job';
import type { RequestBudget } from './requestBudget';

export interface EndpointDetails {
  readonly workers?: WorkerList | undefined;
  readonly health?: Health | undefined;
  readonly releases?: ReleaseList | undefined;
  /** The first thing that could not be read. */
  readonly problem?: Explanation | undefined;
}

/** `all` reads everything; `counters` and `workers` read that one, and the rest only when it tells of a change. */
export type Look = 'all' | 'counters' | 'workers';

export interface DetailsRequest {
  readonly id: string;
  readonly before: EndpointDetails;
  readonly look: Look;
  /** For REST v2, whose quota is small; the counters come from the job API, which has one of its own. */
  readonly budget: RequestBudget;
}

/** Parts that fail keep what was known before. Throws when the target as a whole is out of reach or the key refused. */
export async function readDetails(
  cloud: Cloud,
  { id, before, look, budget }: DetailsRequest,
  signal: AbortSignal,
): Promise<EndpointDetails> {
  let problem: Explanation | undefined;
  const part = async <T>(read: () => Promise<T>, known: T | undefined): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (concernsAll(error)) throw error;
      problem ??= explain(error);
      return known;
    }
  };
  const known = before.workers !== undefined && before.health !== undefined && before.releases !== undefined;
  const mode: Look = known ? look : 'all';
  const readHealth = () => part(() => cloud.jobs.health(id, signal), before.health);
  const readWorkers = () => part(() => cloud.endpoints.workers(id, signal), before.workers);
  const readReleases = () => part(() => cloud.endpoints.releases(id, signal), before.releases);
  if (mode === 'all') {
    budget.count();
    budget.count();
    const [workers, health, releases] = await Promise.all([readWorkers(), readHealth(), readReleases()]);
    return { workers, health, releases, problem };
  }
  const byWorkers = mode === 'workers' && budget.take();
  const first = byWorkers ? undefined : await readHealth();
  const health = first ?? before.health;
  const more = !byWorkers && (isMoving(before) || !isDeepStrictEqual(first, before.health)) && budget.take();
  const workers = byWorkers || more ? await readWorkers() : before.workers;
  const rolled = workers?.endpointVersion !== before.workers?.endpointVersion;
  const releases =
    (rolled || before.releases?.rollout?.inProgress) && budget.take()
      ? await readReleases()
      : before.releases;
  return { workers, health, releases, problem };
}

/** Something is under way here: a rollout, a job, a worker that starts. */
export function isMoving({ releases, health, workers }: EndpointDetails): boolean {
  return (
    releases?.rollout?.inProgress === true ||
    (health?.jobs.inProgress ?? 0) > 0 ||
    (health?.jobs.inQueue ?? 0) > 0 ||
    (workers?.summary.initializing ?? 0) > 0
  );
}

/** The same as far as anybody can see: seconds that pass are no change. */
export function looksSame(a: EndpointDetails, b: EndpointDetails): boolean {
  return isDeepStrictEqual(timeless(a), timeless(b));
}

function timeless(details: EndpointDetails): unknown {
  const { workers, ...rest } = details;
  const list = workers?.workers.map(({ uptimeSeconds, ...worker }) => ({
    ...worker,
    minutes: Math.floor((uptimeSeconds ?? 0) / 60),
  }));
  return { ...rest, summary: workers?.summary, endpointVersion: workers?.endpointVersion, list };
}

function concernsAll(error: unknown): boolean {
  return (
    isCancelled(error) ||
    isAppError(error, 'rate-limited') ||
    (isAppError(error, 'unauthorized') && error.status === 401)
  );
}
