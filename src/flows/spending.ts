// The brake: every endpoint to no workers at all, remembering what each had, and the way back.
import type { Cloud } from '../api/cloud';
import { type Clock, isoTime } from '../base/clock';
import { explain, isCancelled } from '../base/errors';
import type { Snapshots } from './updateTemplate';

export interface EndpointScale {
  readonly id: string;
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

export interface ScaleOutcome extends EndpointScale {
  /** Undefined when it worked. */
  readonly problem: string | undefined;
}

export interface StoppedSpending {
  /** What was there before, for `restoreSpending`; only of endpoints that had workers allowed. */
  readonly before: readonly EndpointScale[];
  readonly outcomes: readonly ScaleOutcome[];
  readonly snapshot: string | undefined;
}

/** Sets every endpoint to 0 workers. One that refuses does not keep the others running. */
export async function stopAllSpending(
  cloud: Cloud,
  { snapshots, clock }: { readonly snapshots: Snapshots; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<StoppedSpending> {
  const before = (await cloud.endpoints.list(signal))
    .filter(endpoint => endpoint.workers.max > 0)
    .map(({ id, name, workers }) => ({ id, name, min: workers.min, max: workers.max }));
  if (before.length === 0) return { before, outcomes: [], snapshot: undefined };
  const stamp = isoTime(clock.now()).replace(/[:.]/g, '-');
  const snapshot = await snapshots.keep(`workers-${stamp}`, before);
  const outcomes = await scaleEach(
    cloud,
    before.map(item => ({ ...item, min: 0, max: 0 })),
    signal,
  );
  return { before, outcomes, snapshot };
}

/** Gives every endpoint the workers it had. */
export function restoreSpending(
  cloud: Cloud,
  before: readonly EndpointScale[],
  signal?: AbortSignal,
): Promise<ScaleOutcome[]> {
  return scaleEach(cloud, before, signal);
}

/** One after the other: the quota counts the sum, so order matters and a burst would only be throttled. */
async function scaleEach(
  cloud: Cloud,
  wanted: readonly EndpointScale[],
  signal: AbortSignal | undefined,
): Promise<ScaleOutcome[]> {
  const outcomes: ScaleOutcome[] = [];
  for (const item of wanted) {
    const problem = await cloud.endpoints.scale(item.id, item, signal).then(
      () => undefined,
      error => {
        if (isCancelled(error)) throw error;
        return explain(error).message;
      },
    );
    outcomes.push({ ...item, problem });
  }
  return outcomes;
}
