// What a loading strategy costs, measured from outside through the job API alone: an endpoint without workers gets a
// job (its delay is the start of a worker, its execution what the first job pays), then more jobs on the same worker.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '../../src/wire/job';
import type { CommandLine } from './commandLine';

export interface JobAnswer {
  readonly id: string;
  readonly status: string;
  readonly output?: { readonly text?: string; readonly pong?: boolean };
  /** ms from submission to a worker taking the job. */
  readonly delayTime: number;
  /** ms in the handler, as the platform sees it. */
  readonly executionTime: number;
  readonly workerId?: string;
}

export interface Measured {
  /** From the submission to an endpoint without workers until a worker takes the job, in ms. */
  readonly readyMs: number;
  readonly firstJobMs: number;
  /** The median of the jobs after it, in ms. */
  readonly laterJobsMs: number;
}

const laterJobs = 3;
const idleTimeoutMs = 120_000;

export async function measure(cli: CommandLine, endpoint: string): Promise<Measured> {
  await untilNoWorkers(cli, endpoint);
  const first = await runTestJob(cli, endpoint);
  const later = await jobsOnUsedWorkers(cli, endpoint, first);
  return {
    readyMs: first.delayTime,
    firstJobMs: first.executionTime,
    laterJobsMs: median(later.map(job => job.executionTime)),
  };
}

/** The scaler may have started a second worker for the first job: its first job is not a later one. */
async function jobsOnUsedWorkers(cli: CommandLine, endpoint: string, first: JobAnswer): Promise<JobAnswer[]> {
  const used = new Set([first.workerId]);
  const later: JobAnswer[] = [];
  for (let tries = 0; later.length < laterJobs && tries < laterJobs * 3; tries++) {
    const job = await runTestJob(cli, endpoint);
    if (used.has(job.workerId)) later.push(job);
    used.add(job.workerId);
  }
  return later;
}

/** The test job of the sample; throws unless it completes with text. */
export async function runTestJob(cli: CommandLine, endpoint: string): Promise<JobAnswer> {
  const answer = await cli.json<JobAnswer>('job', endpoint, '--input', 'test_input.json');
  if (!answer.output?.text) throw new Error(`Job ${answer.id} is ${answer.status} and has no text.`);
  return answer;
}

/** Waits for the idle timeout to end the workers, so that the next job starts one. */
async function untilNoWorkers(cli: CommandLine, endpoint: string): Promise<void> {
  const deadline = performance.now() + idleTimeoutMs;
  for (;;) {
    const { workers } = await cli.json<Health>('health', endpoint);
    if (Object.values(workers).every(count => count === 0)) return;
    if (performance.now() > deadline) {
      throw new Error(`Workers of ${endpoint} outlive their idle timeout: ${JSON.stringify(workers)}.`);
    }
    await sleep(1000);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
