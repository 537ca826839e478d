// The jobs that workers have, found by worker and by endpoint without looking at any other.
import type { LocalJob } from './job';

type Group = 'worker' | 'endpoint';

export class HeldJobs {
  private readonly groups = {
    worker: new Map<string, Set<LocalJob>>(),
    endpoint: new Map<string, Set<LocalJob>>(),
  };

  add(job: LocalJob): void {
    this.groupOf('worker', job.workerId ?? '').add(job);
    this.groupOf('endpoint', job.endpointId).add(job);
  }

  /** Must be called while the job still names its worker. */
  delete(job: LocalJob): void {
    this.remove('worker', job.workerId ?? '', job);
    this.remove('endpoint', job.endpointId, job);
  }

  of(group: Group, id: string): ReadonlySet<LocalJob> {
    return this.groups[group].get(id) ?? none;
  }

  private groupOf(group: Group, id: string): Set<LocalJob> {
    const known = this.groups[group].get(id);
    if (known) return known;
    const fresh = new Set<LocalJob>();
    this.groups[group].set(id, fresh);
    return fresh;
  }

  private remove(group: Group, id: string, job: LocalJob): void {
    const jobs = this.groups[group].get(id);
    jobs?.delete(job);
    if (jobs?.size === 0) this.groups[group].delete(id);
  }
}

const none: ReadonlySet<LocalJob> = new Set();
