// How much of a job's wait was the start of its worker: until its process began (a machine, the image, an environment), and
// until that was ready (imports, the model). Only Local RunPod tells these times; its clock is ours.
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/log';
import type { WorkerUsage } from '../../wire/localUsage';
import type { Targets } from '../targets/targets';
import type { JobsOptions } from './jobs';

export interface StartTimes {
  /** ms. */
  readonly coldStartMs: number | undefined;
  readonly loadMs: number | undefined;
}

export interface StartTimesDeps {
  readonly runner: Targets['runner'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly userAgent: string;
}

export function localStartTimes({ runner, ...http }: StartTimesDeps): NonNullable<JobsOptions['startTimes']> {
  return async ({ subject, snapshot, sentMs }) => {
    const { workerId, queueMs } = snapshot;
    if (subject.target.kind !== 'local' || !workerId || !queueMs) return undefined;
    const info = await runner.find();
    if (!info) return undefined;
    const { createLocalUsage } = await import('../../api/localUsage');
    const workers = await createLocalUsage(info, http)(subject.endpointId);
    const worker = workers.find(({ id }) => id === workerId);
    return worker && startTimesIn({ from: sentMs, to: sentMs + queueMs }, worker);
  };
}

interface Wait {
  /** ms since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** The parts of the wait in which the worker came up; undefined where it was there before. */
export function startTimesIn(
  wait: Wait,
  { createdMs, startedMs, readyMs }: Pick<WorkerUsage, 'createdMs' | 'startedMs' | 'readyMs'>,
): StartTimes | undefined {
  if (startedMs === null || readyMs === null) return undefined;
  const coldStartMs = createdMs === undefined ? undefined : overlapMs(wait, createdMs, startedMs);
  const loadMs = overlapMs(wait, startedMs, readyMs);
  return coldStartMs === undefined && loadMs === undefined ? undefined : { coldStartMs, loadMs };
}

function overlapMs(wait: Wait, from: number, to: number): number | undefined {
  const ms = Math.min(to, wait.to) - Math.max(from, wait.from);
  return ms > 0 ? ms : undefined;
}
