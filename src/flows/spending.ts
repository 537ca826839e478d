// The brake: every endpoint to no workers at all, and the way back. What each had is kept on disk before the first one
// is stopped, so that the way back is there after a crash, too. Only the numbers of workers are touched.
import * as z from 'zod';
import type { Cloud } from '../api/cloud';
import { type Clock, isoTime } from '../base/clock';
import { AppError, explain, isAppError, isCancelled } from '../base/errors';
import type { Endpoint } from '../wire/endpoint';
import { type FoundSnapshot, type SnapshotShelf, snapshotName, snapshotsOf } from './snapshots';

const scaleSchema = z.object({
  id: z.string(),
  name: z.string(),
  min: z.int(),
  max: z.int(),
  /** Seconds. */
  idleTimeout: z.int().optional(),
});
export type EndpointScale = z.infer<typeof scaleSchema>;

const stopSchema = z.looseObject({
  kind: z.literal('spending'),
  /** RFC 3339. */
  keptAt: z.string(),
  before: z.array(scaleSchema),
  /** When all of it had been given back. */
  restoredAt: z.string().optional(),
});
export type SpendingStop = z.infer<typeof stopSchema>;

export interface ScaleOutcome extends EndpointScale {
  /** Undefined when it worked, or when there was nothing to do. */
  readonly problem: string | undefined;
  /** Why it was left as it is: it no longer exists, or somebody has scaled it since. */
  readonly left?: 'gone' | 'changed' | undefined;
}

export interface StoppedSpending {
  /** What was there before; only of endpoints that had workers allowed. */
  readonly before: readonly EndpointScale[];
  readonly outcomes: readonly ScaleOutcome[];
  /** Where `before` is kept; undefined when there was nothing to stop. */
  readonly snapshot: string | undefined;
}

interface SpendingDeps {
  readonly snapshots: SnapshotShelf;
  readonly clock: Clock;
}

const prefix = 'workers-';

/** Sets every endpoint to 0 workers. One that refuses does not keep the others running. */
export async function stopAllSpending(
  cloud: Cloud,
  { snapshots, clock }: SpendingDeps,
  signal?: AbortSignal,
): Promise<StoppedSpending> {
  const before = (await cloud.endpoints.list(signal)).filter(({ workers }) => workers.max > 0).map(scaleOf);
  if (before.length === 0) return { before, outcomes: [], snapshot: undefined };
  const content = { kind: 'spending', keptAt: isoTime(clock.now()), before };
  const snapshot = await snapshots.keep(snapshotName('workers', clock), content);
  const outcomes: ScaleOutcome[] = [];
  // Those that always run cost most.
  for (const item of before.toSorted((a, b) => b.min - a.min)) {
    outcomes.push(
      await outcomeOf(item, async () => {
        await cloud.endpoints.scale(item.id, { min: 0, max: 0 }, signal);
        return undefined;
      }),
    );
  }
  return { before, outcomes, snapshot };
}

/** What `stopAllSpending` has stopped in this account and nobody has given back yet; undefined when nothing. */
export async function stoppedSpending(
  cloud: Cloud,
  shelf: SnapshotShelf,
  signal?: AbortSignal,
): Promise<FoundSnapshot<SpendingStop> | undefined> {
  const stops = await snapshotsOf(shelf, { prefix, schema: stopSchema });
  const open = stops.filter(({ content }) => content.restoredAt === undefined);
  if (open.length === 0) return undefined;
  const known = new Set((await cloud.endpoints.list(signal)).map(({ id }) => id));
  return open.find(({ content }) => content.before.some(({ id }) => known.has(id)));
}

/**
 * Gives every endpoint the workers it had at the last stop. One that was scaled meanwhile is left as it is, one that is
 * gone is told. Throws `not-found` when nothing is stopped.
 */
export async function restoreSpending(
  cloud: Cloud,
  { snapshots, clock }: SpendingDeps,
  signal?: AbortSignal,
): Promise<readonly ScaleOutcome[]> {
  const stop = await stoppedSpending(cloud, snapshots, signal);
  if (!stop) {
    throw new AppError('not-found', 'Nothing was stopped from here that is not running again.', {
      remedy: 'Scale endpoints one by one instead.',
    });
  }
  const outcomes: ScaleOutcome[] = [];
  for (const item of stop.content.before) {
    outcomes.push(await outcomeOf(item, () => giveBack(cloud, item, signal)));
  }
  if (outcomes.every(({ problem }) => problem === undefined)) {
    await snapshots.keep(stop.name, { ...stop.content, restoredAt: isoTime(clock.now()) });
  }
  return outcomes;
}

async function giveBack(
  cloud: Cloud,
  item: EndpointScale,
  signal?: AbortSignal,
): Promise<ScaleOutcome['left']> {
  const now = await cloud.endpoints.get(item.id, signal).catch(error => {
    if (isAppError(error, 'not-found')) return undefined;
    throw error;
  });
  if (!now) return 'gone';
  const { min, max, idleTimeout } = item;
  if (now.workers.max > 0) return now.workers.min === min && now.workers.max === max ? undefined : 'changed';
  const hasIdle = idleTimeout !== undefined && now.workers.idleTimeout !== undefined;
  await cloud.endpoints.update(item.id, { workers: { min, max, ...(hasIdle && { idleTimeout }) } }, signal);
  return undefined;
}

function scaleOf({ id, name, workers: { min, max, idleTimeout } }: Endpoint): EndpointScale {
  return { id, name, min, max, ...(idleTimeout !== undefined && { idleTimeout }) };
}

/** One after the other: the quota counts the sum, and a burst would only be throttled. */
async function outcomeOf(
  item: EndpointScale,
  work: () => Promise<ScaleOutcome['left']>,
): Promise<ScaleOutcome> {
  try {
    return { ...item, problem: undefined, left: await work() };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { ...item, problem: explain(error).message };
  }
}
