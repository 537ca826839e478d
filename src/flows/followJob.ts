// A job's states one after another until it has ended: by polling, quick at first and after every change, or by
// draining its stream. Passing trouble of the network is sat out; a job that vanished is said to have vanished.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { AppError, isAppError } from '../base/errors';
import { isTerminal, type Job } from '../wire/job';
import { poll } from './poll';

export interface JobStep {
  readonly job: Job;
  readonly chunks: readonly unknown[];
}

export interface FollowedJob {
  readonly endpointId: string;
  readonly sent: Job;
  readonly output: 'whole' | 'stream';
}

const firstPollMs = 200;
/** Somebody is waiting for it, and `/status` may be asked 200 times a second. */
const longestPollMs = 2_000;

/** Yields the job at once and whenever something changed, the terminal state last. Throws `cancelled` on abort. */
export async function* followJob(
  cloud: Cloud,
  { endpointId, sent, output }: FollowedJob,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<JobStep> {
  yield { job: sent, chunks: [] };
  let job = sent;
  const read = () => nextStep(cloud, { endpointId, sent: job, output }, signal);
  const pace = {
    clock,
    firstMs: firstPollMs,
    longestMs: longestPollMs,
    isNews: (step: JobStep) => step.chunks.length > 0 || isChange(job, step.job),
    begin: 'after a wait',
  } as const;
  if (isTerminal(job.status)) return;
  try {
    for await (const step of poll(read, pace, signal)) {
      job = step.job;
      yield step;
      if (isTerminal(job.status)) return;
    }
  } catch (error) {
    throw explained(error, job.id);
  }
}

async function nextStep(
  cloud: Cloud,
  { endpointId, sent, output }: FollowedJob,
  signal: AbortSignal,
): Promise<JobStep> {
  const chunks: unknown[] = [];
  // Nothing can have been yielded before a worker took the job.
  if (output === 'stream' && sent.status !== 'IN_QUEUE') {
    const drained = await cloud.jobs.stream(endpointId, sent.id, signal);
    chunks.push(...drained.stream.map(item => item.output));
    // What was drained is handed on before anything else can fail.
    const status = isTerminal(drained.status) ? sent.status : drained.status;
    if (chunks.length > 0 || !isTerminal(drained.status)) return { job: { ...sent, status }, chunks };
  }
  const now = await cloud.jobs.status(endpointId, sent.id, signal);
  if (output === 'stream' && isTerminal(now.status)) {
    chunks.push(...(await restOfStream(cloud, endpointId, sent.id, signal)));
  }
  return { job: now, chunks };
}

/** What was yielded between the last call and the end. */
async function restOfStream(
  cloud: Cloud,
  endpointId: string,
  jobId: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    const drained = await cloud.jobs.stream(endpointId, jobId, signal);
    if (drained.stream.length === 0) return all;
    all.push(...drained.stream.map(item => item.output));
  }
}

/** `progress_update` of the SDK shows as the output of a running job. */
function isChange(before: Job, after: Job): boolean {
  return (
    before.status !== after.status ||
    before.workerId !== after.workerId ||
    JSON.stringify(before.output) !== JSON.stringify(after.output)
  );
}

function explained(error: unknown, jobId: string): unknown {
  if (!isAppError(error, 'not-found')) return error;
  return new AppError('not-found', `RunPod no longer knows job ${jobId}.`, {
    remedy: 'It expired, was purged, or its result was not fetched in time (30 minutes after the end).',
    status: 404,
    cause: error,
  });
}
