// How many workers an endpoint should have. Pure: numbers in, a number out.
// Source of the two strategies: runpod docs, serverless/endpoints/endpoint-configurations.

export interface ScalePolicy {
  readonly workersMin: number;
  readonly workersMax: number;
  readonly scalerType: 'QUEUE_DELAY' | 'REQUEST_COUNT';
  /** Seconds of waiting, or jobs per worker. */
  readonly scalerValue: number;
}

export interface Load {
  /** Queued jobs that may cause scaling: low-priority ones do not. */
  readonly queued: number;
  readonly inProgress: number;
  /** Requests that workers of a load-balancing endpoint have: none of them waits, so each counts towards another worker. */
  readonly open: number;
  /** Age of the oldest of those queued jobs. */
  readonly oldestWaitMs: number;
  /** Workers that take jobs now or will. */
  readonly workers: number;
  /** Of those, not ready yet. */
  readonly starting: number;
}

/** The number of workers to have now; never more than the maximum, never fewer than the minimum. */
export function wantedWorkers(policy: ScalePolicy, load: Load): number {
  const asked = policy.scalerType === 'REQUEST_COUNT' ? byRequests(policy, load) : byDelay(policy, load);
  return Math.min(Math.max(asked, policy.workersMin), policy.workersMax);
}

function byRequests({ scalerValue }: ScalePolicy, { queued, inProgress, open, workers }: Load): number {
  if (queued + open === 0) return workers;
  return Math.max(workers, Math.ceil((queued + inProgress + open) / Math.max(1, scalerValue)));
}

/** The first worker starts at once; another each time the oldest job has waited too long and none is on its way. */
function byDelay({ scalerValue }: ScalePolicy, { queued, oldestWaitMs, workers, starting }: Load): number {
  if (queued === 0) return workers;
  if (workers === 0) return 1;
  return starting === 0 && oldestWaitMs >= scalerValue * 1000 ? workers + 1 : workers;
}
