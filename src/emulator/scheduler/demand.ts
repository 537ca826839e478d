// What an endpoint's workers are needed for: jobs of the queue, or requests that go to the workers directly. One endpoint
// has one kind of them, so the two can be added up.
import type { FleetContext } from './context';
import type { Load } from './scaling';
import type { LocalWorker } from './worker';

type Sources = Pick<FleetContext, 'jobs' | 'traffic' | 'clock'>;

export class Demand {
  constructor(
    private readonly endpointId: string,
    private readonly sources: Sources,
  ) {}

  /** Everything that no worker has yet. */
  get waiting(): number {
    return this.queue.size + this.sources.traffic.waitingCount(this.endpointId);
  }

  /** Of that, what may cause scaling: jobs of low priority do not. */
  get urgent(): number {
    return this.queue.urgentCount + this.sources.traffic.waitingCount(this.endpointId);
  }

  held(worker: LocalWorker): number {
    return this.sources.jobs.heldCount(worker.id) + this.sources.traffic.openOn(worker);
  }

  load(workers: readonly LocalWorker[]): Load {
    const { jobs, traffic, clock } = this.sources;
    const now = clock.now();
    const since = this.queue.urgentSince ?? traffic.waitingSince(this.endpointId) ?? now;
    return {
      queued: this.urgent,
      inProgress: jobs.inProgressCount(this.endpointId),
      open: workers.reduce((sum, worker) => sum + traffic.openOn(worker), 0),
      oldestWaitMs: now - since,
      workers: workers.length,
      starting: workers.filter(worker => worker.phase !== 'ready').length,
    };
  }

  private get queue() {
    return this.sources.jobs.queue(this.endpointId);
  }
}
