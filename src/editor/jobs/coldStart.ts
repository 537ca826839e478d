// How much of a job's wait was the start of its worker. Only Local RunPod tells when a worker's process began and when
// it was ready; its clock is ours.
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/log';
import type { Targets } from '../targets/targets';
import type { JobsOptions } from './jobs';

export interface ColdStartDeps {
  readonly runner: Targets['runner'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly userAgent: string;
}

export function localColdStart({ runner, ...http }: ColdStartDeps): NonNullable<JobsOptions['coldStart']> {
  return async ({ subject, snapshot, sentMs }) => {
    const { workerId, queueMs } = snapshot;
    if (subject.target.kind !== 'local' || !workerId || !queueMs) return undefined;
    const info = await runner.find();
    if (!info) return undefined;
    const { createLocalUsage } = await import('../../api/localUsage');
    const workers = await createLocalUsage(info, http)(subject.endpointId);
    const worker = workers.find(({ id }) => id === workerId);
    return overlapMs({ from: sentMs, to: sentMs + queueMs }, worker ?? { startedMs: null, readyMs: null });
  };
}

/** The part of the wait in which the worker was starting; undefined where it had started before. */
export function overlapMs(
  wait: { readonly from: number; readonly to: number },
  { startedMs, readyMs }: { readonly startedMs: number | null; readonly readyMs: number | null },
): number | undefined {
  if (startedMs === null || readyMs === null) return undefined;
  const ms = Math.min(readyMs, wait.to) - Math.max(startedMs, wait.from);
  return ms > 0 ? ms : undefined;
}
