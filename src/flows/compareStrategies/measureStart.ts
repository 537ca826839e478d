// One cold start of one variant: from no worker at all over its first job to some more, and back to none. Times are
// those of Local RunPod, which starts the process and hands out the jobs: how we poll does not show in them.
import type { Cloud } from '../../api/cloud';
import type { ReadUsage } from '../../api/localUsage';
import type { Clock } from '../../base/clock';
import { AppError, isCancelled } from '../../base/errors';
import type { WorkerUsage } from '../../wire/localUsage';
import { runJob } from '../runJob';

export interface Start {
  readonly readyMs: number;
  readonly firstJobMs: number;
  readonly coldAnswerMs: number;
  readonly laterJobsMs: readonly number[];
  readonly peakMemoryBytes: number | undefined;
}

export interface StartPlan {
  readonly endpointId: string;
  /** The whole job, `input` included. */
  readonly request: { readonly input: unknown };
  readonly laterJobs: number;
  /** For the first job, in ms: the start of the worker counts. */
  readonly timeoutMs: number;
}

export interface MeasureDeps {
  readonly cloud: Cloud;
  readonly usage: ReadUsage;
  readonly clock: Clock;
}

const sampleMs = 500;
const syncWaitMs = 60_000;
const goneLimitMs = 30_000;
const goneCheckMs = 100;

/** Throws `remote` with the reason when a job fails or no worker comes up; ends with no worker left in any case. */
export async function measureStart(plan: StartPlan, deps: MeasureDeps, signal: AbortSignal): Promise<Start> {
  const { cloud } = deps;
  const { endpointId, laterJobs } = plan;
  await cloud.endpoints.scale(endpointId, { min: 0, max: 1 }, signal);
  const memory = watchMemory(endpointId, deps, signal);
  try {
    const first = await oneJob(plan, deps, signal);
    const worker = (await memory.look()).find(({ id }) => id === first.workerId);
    const laterJobsMs: number[] = [];
    for (let index = 0; index < laterJobs; index++) {
      laterJobsMs.push((await oneJob(plan, deps, signal)).runMs);
    }
    await memory.look();
    if (worker?.readyMs == null || worker.startedMs == null) throw lost();
    return {
      readyMs: worker.readyMs - worker.startedMs,
      firstJobMs: first.runMs,
      coldAnswerMs: first.queueMs + first.runMs,
      laterJobsMs,
      peakMemoryBytes: memory.peak(),
    };
  } finally {
    memory.stop();
    if (!signal.aborted) await toNoWorker(endpointId, deps, signal);
  }
}

async function oneJob({ endpointId, request, timeoutMs }: StartPlan, deps: MeasureDeps, signal: AbortSignal) {
  const { cloud, clock } = deps;
  // The answer comes on the same connection: nothing is asked again and again while a job is timed.
  const sent = await cloud.jobs.runSync(endpointId, request, Math.min(syncWaitMs, timeoutMs), signal);
  const options = { endpointId, request, sent, timeoutMs, whenAbandoned: 'cancel' } as const;
  const { job, timing, reason, failure } = await runJob(cloud, options, { clock }, signal);
  if (job.status !== 'COMPLETED') {
    const told = typeof job.error === 'string' ? job.error.split('\n').slice(1).join('\n') : '';
    throw new AppError('remote', reason ?? `The job ended as ${job.status}.`, {
      detail: failure?.error_traceback ?? told,
    });
  }
  return { workerId: job.workerId, runMs: timing.runMs ?? 0, queueMs: timing.queueMs ?? 0 };
}

/** Looks twice a second; the kernel's own mark fills the gaps between. */
function watchMemory(endpointId: string, { usage, clock }: MeasureDeps, signal: AbortSignal) {
  const stop = new AbortController();
  const linked = AbortSignal.any([signal, stop.signal]);
  let peak: number | undefined;
  const look = async (): Promise<readonly WorkerUsage[]> => {
    const workers = await usage(endpointId, linked);
    for (const { peakMemoryBytes } of workers) {
      if (peakMemoryBytes !== null) peak = Math.max(peak ?? 0, peakMemoryBytes);
    }
    return workers;
  };
  const keepLooking = async () => {
    for (;;) {
      await look();
      await clock.sleep(sampleMs, linked);
    }
  };
  keepLooking().catch(() => undefined);
  return { look, peak: () => peak, stop: () => stop.abort() };
}

async function toNoWorker(endpointId: string, { cloud, usage, clock }: MeasureDeps, signal: AbortSignal) {
  try {
    await cloud.endpoints.scale(endpointId, { min: 0, max: 0 }, signal);
    const deadline = clock.now() + goneLimitMs;
    while ((await usage(endpointId, signal)).length > 0 && clock.now() < deadline) {
      await clock.sleep(goneCheckMs, signal);
    }
  } catch (error) {
    // Whoever cancels ends Local RunPod with all its workers.
    if (!isCancelled(error)) throw error;
  }
}

function lost(): AppError {
  return new AppError('remote', 'The worker of the first job was gone before it could be measured.', {
    remedy: 'Compare again; if it happens again, look at the logs of the worker.',
  });
}
