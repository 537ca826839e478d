// Waiting for a job to become what the caller wants to see: the long requests of the job API.
import { DisposableStore, toDisposable } from '../../base/disposable';
import type { Platform } from '../platform';
import type { LocalJob } from './job';

export interface JobWait {
  readonly holds: (job: LocalJob) => boolean;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

type Sources = Pick<Platform, 'jobs' | 'clock'>;

/** Calls `then` once: in the step in which `holds` becomes true, when the time is up, or when the caller hung up. */
export function whenJob({ jobs, clock }: Sources, job: LocalJob, wait: JobWait, then: () => void): void {
  const held = new DisposableStore();
  const done = () => {
    held.dispose();
    then();
  };
  if (wait.holds(job) || wait.signal.aborted) {
    done();
    return;
  }
  held.add(jobs.watch(job, () => wait.holds(job) && done()));
  held.add(clock.after(wait.waitMs, done));
  wait.signal.addEventListener('abort', done, { once: true });
  held.add(toDisposable(() => wait.signal.removeEventListener('abort', done)));
}

export function waitForJob(sources: Sources, job: LocalJob, wait: JobWait): Promise<void> {
  return new Promise(resolve => whenJob(sources, job, wait, resolve));
}
