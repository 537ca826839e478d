// One job sent many times, so many at once, with the spread of its times. A job that fails is counted, not thrown.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { explain, isCancelled } from '../base/errors';
import type { RepeatSnapshot, Spread } from '../protocol/jobConsole';
import { checkJobRequest } from './jobRequest';
import { type JobTiming, runJob } from './runJob';

export interface RepeatOptions {
  readonly endpointId: string;
  readonly request: unknown;
  readonly times: number;
  readonly atOnce: number;
  /** Of each job, in ms. */
  readonly timeoutMs: number;
  readonly onUpdate: (snapshot: RepeatSnapshot) => void;
}

/** Runs until all have ended or on abort, which cancels those under way. Throws `usage` before anything is sent. */
export async function repeatJob(
  cloud: Cloud,
  options: RepeatOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { endpointId, timeoutMs, times, atOnce, onUpdate } = options;
  const request = checkJobRequest(options.request);
  const good: JobTiming[] = [];
  let [begun, failed] = [0, 0];
  let reason: string | undefined;
  const tell = (isRunning: boolean) =>
    onUpdate({ isRunning, wanted: times, done: good.length + failed, failed, reason, times: timesOf(good) });
  const one = async () => {
    try {
      const sending = { endpointId, request, timeoutMs, whenAbandoned: 'cancel' } as const;
      const result = await runJob(cloud, sending, { clock }, signal);
      if (result.job.status === 'COMPLETED') good.push(result.timing);
      else {
        failed++;
        reason ??= result.reason ?? result.job.status;
      }
    } catch (error) {
      if (isCancelled(error)) return;
      failed++;
      reason ??= explain(error).message;
    }
  };
  const lane = async () => {
    while (begun < times && !signal.aborted) {
      begun++;
      await one();
      tell(true);
    }
  };
  tell(true);
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, lane));
  tell(false);
}

function timesOf(timings: readonly JobTiming[]): RepeatSnapshot['times'] {
  if (timings.length === 0) return undefined;
  const of = (pick: (timing: JobTiming) => number | undefined) =>
    spreadOf(timings.flatMap(timing => pick(timing) ?? []));
  return {
    queue: of(timing => timing.queueMs),
    run: of(timing => timing.runMs),
    total: of(timing => timing.totalMs),
  };
}

/** By nearest rank: a figure is one that was measured. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}
