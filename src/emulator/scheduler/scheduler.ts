// All fleets, driven by one tick and by every change of jobs and endpoints.
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { LocalJob } from '../store/job';
import type { FleetContext } from './context';
import { Fleet } from './fleet';
import { JobWatch } from './watch';
import type { LocalWorker } from './worker';

export class Scheduler implements Disposable {
  private readonly fleets = new Map<string, Fleet>();
  private readonly held = new DisposableStore();
  private readonly watch: JobWatch;
  private closed = false;

  constructor(private readonly context: FleetContext) {
    this.watch = new JobWatch(context, this);
    this.held.add(context.clock.every(context.settings.tickMs, () => this.tick()));
    this.held.add(context.jobs.changed(job => this.jobChanged(job)));
    this.held.add(context.traffic.arrived(id => this.fleets.get(id)?.reconcile()));
    this.held.add(context.account.endpoints.changed(() => this.reconcile()));
  }

  workers(endpointId: string): readonly LocalWorker[] {
    return this.fleets.get(endpointId)?.workers() ?? [];
  }

  worker(endpointId: string, workerId: string): LocalWorker | undefined {
    return this.fleets.get(endpointId)?.worker(workerId);
  }

  allWorkers(): readonly LocalWorker[] {
    return [...this.fleets.values()].flatMap(fleet => fleet.workers());
  }

  /** Anything heard from a worker's SDK; the first time makes it ready. */
  heard(worker: LocalWorker): void {
    if (worker.phase !== 'starting' || worker.ports) return;
    this.fleets.get(worker.endpointId)?.lifeOf(worker)?.becameReady();
  }

  /** Its health check answered well: it gets the requests that wait. */
  foundHealthy(worker: LocalWorker): void {
    if (worker.phase !== 'starting' && worker.phase !== 'unwell') return;
    this.fleets.get(worker.endpointId)?.lifeOf(worker)?.becameReady();
    this.fleets.get(worker.endpointId)?.reconcile();
  }

  /** Its health check did not answer well: no requests until it does. */
  foundUnwell(worker: LocalWorker, how: string): void {
    this.fleets.get(worker.endpointId)?.lifeOf(worker)?.becameUnwell(how);
  }

  pinged(worker: LocalWorker, jobIds: readonly string[]): void {
    this.heard(worker);
    this.watch.pinged(worker, jobIds);
  }

  /** A worker asks for up to `max` jobs: those that are there. */
  takeNow(
    worker: LocalWorker,
    { max, inProgress }: { readonly max: number; readonly inProgress: 'some' | 'none' },
  ): readonly LocalJob[] {
    this.heard(worker);
    this.watch.tookPoll(worker, inProgress);
    return this.fleets.get(worker.endpointId)?.handTo(worker, max) ?? [];
  }

  /** Gets up to `max` jobs for a worker when there are any; none when the hold is over or the worker is on its way out. */
  whenJobs(
    worker: LocalWorker,
    { max, signal }: { readonly max: number; readonly signal: AbortSignal },
    answer: (jobs: readonly LocalJob[]) => void,
  ): void {
    const holdMs = holdFor(worker, this.context.settings.pollHoldMs);
    worker.mailbox.takes.wait({ max, holdMs, signal }, answer);
  }

  /** Waits for jobs that a worker should stop. */
  waitForStops(worker: LocalWorker, signal: AbortSignal): Promise<readonly string[]> {
    worker.stopsJobs = true;
    const holdMs = holdFor(worker, this.context.settings.pollHoldMs);
    return worker.mailbox.waitForStops({ holdMs, signal });
  }

  /** Asks the worker that has a job to stop it, where its SDK can (1.10 and newer); an older one works on. */
  cancelOn(worker: LocalWorker, jobId: string): void {
    if (worker.stopsJobs) this.watch.tellToStop(worker, jobId, Number.POSITIVE_INFINITY);
  }

  /** Restarts a worker's process; its jobs go back to the queue. */
  restart(worker: LocalWorker, why: string): void {
    const graceMs = this.context.jobs.heldCount(worker.id) > 0 ? this.context.settings.stopGraceMs : 0;
    void this.fleets.get(worker.endpointId)?.lifeOf(worker)?.restart(why, graceMs);
  }

  /** Restarts every worker of an endpoint at once: one that stands at a breakpoint cannot hear a polite word. */
  restartAll(endpointId: string, why: string): void {
    for (const worker of this.workers(endpointId))
      void this.fleets.get(endpointId)?.lifeOf(worker)?.restart(why, 0);
    this.reconcile();
  }

  /** Takes the machine of a worker away, the busiest first; answers its id. */
  loseNode(endpointId: string): string | undefined {
    const held = (worker: LocalWorker) => this.context.jobs.heldCount(worker.id);
    const running = this.workers(endpointId).filter(worker => worker.process);
    const victim = [...running].sort((a, b) => held(b) - held(a))[0];
    if (victim) void this.fleets.get(endpointId)?.lifeOf(victim)?.lose();
    return victim?.id;
  }

  /** Ends every worker; the scheduler does nothing afterwards. */
  async stop(graceMs: number): Promise<void> {
    this.closed = true;
    this.dispose();
    const fleets = [...this.fleets.values()];
    await Promise.all(fleets.map(fleet => fleet.stopAll('Local RunPod is stopping', graceMs)));
  }

  dispose(): void {
    this.held.dispose();
  }

  private tick(): void {
    this.watch.tick();
    this.reconcile();
  }

  private jobChanged(job: LocalJob): void {
    if (job.status === 'IN_QUEUE') this.fleets.get(job.endpointId)?.jobQueued();
  }

  private reconcile(): void {
    if (this.closed) return;
    for (const { id } of this.context.account.endpoints.list()) {
      if (!this.fleets.has(id)) this.fleets.set(id, new Fleet(id, this.context));
    }
    for (const [id, fleet] of this.fleets) {
      fleet.reconcile();
      const deleted = !this.context.account.endpoints.get(id);
      if (deleted && fleet.workers().length === 0) this.fleets.delete(id);
    }
  }
}

/** A worker that was told to end asks once more before it notices: it is not kept waiting. */
function holdFor(worker: LocalWorker, pollHoldMs: number): number {
  return worker.draining ? 250 : pollHoldMs;
}
