// Waiting for a job to become what the caller wants to see: the long requests of the job API.
import type { Clock } from '../../base/clock';
import { DisposableStore, toDisposable } from '../../base/disposable';
import type { LocalJob } from './job';
import type { JobStore } from './jobs';

export interface JobWait {
  readonly holds: (job: LocalJob) => boolean;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Resolves when `holds` is true, the time is up, or the caller hung up. */
export function waitForJob(jobs: JobStore, clock: Clock, job: LocalJob, wait: JobWait): Promise<void> {
  return new Promise(resolve => {
    const held = new DisposableStore();
    const done = () => {
      held.dispose();
      resolve();
    };
    if (wait.holds(job) || wait.signal.aborted) {
      done();
      return;
    }
    held.add(jobs.watch(job, () => wait.holds(job) && done()));
    held.add(clock.after(wait.waitMs, done));
    wait.signal.addEventListener('abort', done, { once: true });
    held.add(toDisposable(() => wait.signal.removeEventListener('abort', done)));
  });
}
