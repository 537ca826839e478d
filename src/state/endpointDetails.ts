// What is known of one endpoint beyond the list: workers, counters, releases, the template. Each part is read by
// itself, so that one that fails takes nothing else away.
import type { Cloud } from '../api/cloud';
import { type Explanation, explain, isAppError, isCancelled } from '../base/errors';
import type { ReleaseList, WorkerList } from '../wire/endpoint';
import type { GraphEndpoint } from '../wire/graphql';
import type { Health } from '../wire/job';

export interface EndpointDetails {
  readonly workers?: WorkerList | undefined;
  readonly health?: Health | undefined;
  readonly releases?: ReleaseList | undefined;
  readonly bound?: GraphEndpoint | undefined;
  /** The first thing that could not be read. */
  readonly problem?: Explanation | undefined;
}

/** Parts that fail keep what was known before. Throws when the target as a whole is out of reach or the key refused. */
export async function readDetails(
  cloud: Cloud,
  id: string,
  before: EndpointDetails,
  signal: AbortSignal,
): Promise<EndpointDetails> {
  let problem: Explanation | undefined;
  const part = async <T>(read: Promise<T>, known: T | undefined): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      if (concernsAll(error)) throw error;
      problem ??= explain(error);
      return known;
    }
  };
  const [workers, health, releases, bound] = await Promise.all([
    part(cloud.endpoints.workers(id, signal), before.workers),
    part(cloud.jobs.health(id, signal), before.health),
    part(cloud.endpoints.releases(id, signal), before.releases),
    part(cloud.endpoints.bound(id, signal), before.bound),
  ]);
  return { workers, health, releases, bound, problem };
}

function concernsAll(error: unknown): boolean {
  return (
    isCancelled(error) ||
    isAppError(error, 'rate-limited') ||
    (isAppError(error, 'unauthorized') && error.status === 401)
  );
}
