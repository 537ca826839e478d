// The workers of one endpoint: how many there are, which of them are on their way out, and who gets the next job.
import type { LocalJob } from '../store/job';
import type { EndpointRecord } from '../store/records';
import { Asleep, type Member } from './asleep';
import type { FleetContext } from './context';
import { Demand } from './demand';
import { returnJobs, startFailed } from './fates';
import { type Ending, Lifecycle } from './lifecycle';
import { Mailbox } from './mailbox';
import { wantedWorkers } from './scaling';
import { LocalWorker } from './worker';

export class Fleet {
  private readonly members = new Map<string, Member>();
  private readonly asleep: Asleep;
  private readonly demand: Demand;

  constructor(
    readonly endpointId: string,
    private readonly context: FleetContext,
  ) {
    this.asleep = new Asleep(context.clock, context.settings);
    this.demand = new Demand(endpointId, context);
  }

  /** Those that run or will; frozen ones are nobody's business. */
  workers(): readonly LocalWorker[] {
    return [...this.members.values()].map(member => member.worker);
  }

  worker(workerId: string): LocalWorker | undefined {
    return (this.members.get(workerId) ?? this.asleep.get(workerId))?.worker;
  }

  lifeOf(worker: LocalWorker): Lifecycle | undefined {
    return this.members.get(worker.id)?.life;
  }

  /** Brings the workers in line with the endpoint and its queue; called on every tick and every change. */
  reconcile(): void {
    const endpoint = this.endpointNow();
    if (!endpoint) {
      void this.stopAll('its endpoint was deleted', 0);
      return;
    }
    this.retireOutdated(endpoint);
    this.retireSurplus(endpoint);
    this.retireIdle(endpoint);
    this.finishDraining();
    this.endUseless(endpoint);
    const needed = this.demand.urgent > 0 || endpoint.workersMin > 0;
    for (const { life } of this.members.values()) life.tick(needed);
    for (let missing = this.missing(endpoint); missing > 0; missing--) this.addOne(endpoint);
    this.dispatch();
  }

  /** As `reconcile`, in the order of urgency: a worker that waits has the job before anything else is looked after. */
  jobQueued(): void {
    const endpoint = this.endpointNow();
    const missing = endpoint ? this.missing(endpoint) : 0;
    if (endpoint && missing <= 0) this.dispatch();
    if (!endpoint || missing > 0 || this.queue.size > 0) this.reconcile();
  }

  /** Hands queued jobs to waiting polls, and waiting requests to healthy workers, the least busy first. */
  dispatch(): void {
    this.context.traffic.dispatch(this.endpointId, () => this.leastBusy(this.ready()));
    const { jobs } = this.context;
    while (this.queue.size > 0) {
      const next = this.nextReceiver();
      if (!next) return;
      const { worker, poll } = next;
      poll.answer(jobs.handOut(this.endpointId, poll.max, worker.id));
      worker.activeAt = this.context.clock.now();
    }
  }

  /** Up to `max` queued jobs for a worker that asks; while jobs are queued no other worker waits for any. */
  handTo(worker: LocalWorker, max: number): readonly LocalJob[] {
    if (this.queue.size === 0 || !this.ready().includes(worker)) return [];
    worker.activeAt = this.context.clock.now();
    return this.context.jobs.handOut(this.endpointId, max, worker.id);
  }

  async stopAll(why: string, graceMs?: number): Promise<void> {
    const members = [...this.members.values(), ...this.asleep.members];
    await Promise.all(members.map(({ life }) => life.stop(why, graceMs)));
    await Promise.all(members.map(({ done }) => done));
  }

  private nextReceiver() {
    const worker = this.leastBusy(this.ready().filter(ready => ready.mailbox.takes.first()));
    const poll = worker?.mailbox.takes.first();
    return worker && poll && { worker, poll };
  }

  private ready(): readonly LocalWorker[] {
    return this.takers().filter(worker => worker.phase === 'ready');
  }

  private leastBusy(workers: readonly LocalWorker[]): LocalWorker | undefined {
    return [...workers].sort((a, b) => this.demand.held(a) - this.demand.held(b))[0];
  }

  /** Who may get jobs: all active workers, unless a stuck SDK is asked for. */
  private takers(): readonly LocalWorker[] {
    const { takes } = this.context.faults.of(this.endpointId);
    if (takes === 'none') return [];
    return takes === 'one-worker' ? this.active().slice(0, 1) : this.active();
  }

  /** As it is set, but with exactly one worker while it is debugged. */
  private endpointNow(): EndpointRecord | undefined {
    const endpoint = this.context.account.endpoints.get(this.endpointId);
    const isDebugged = this.context.debugging.of(this.endpointId) !== undefined;
    return endpoint && isDebugged ? { ...endpoint, workersMin: 1, workersMax: 1 } : endpoint;
  }

  private active(): readonly LocalWorker[] {
    return this.workers().filter(worker => !worker.draining);
  }

  private get queue() {
    return this.context.jobs.queue(this.endpointId);
  }

  private missing(endpoint: EndpointRecord): number {
    const workers = this.active();
    if (this.context.faults.balance <= 0) return 0;
    return wantedWorkers(endpoint, this.demand.load(workers)) - workers.length;
  }

  /** Wakes a frozen worker of this release, else starts one. */
  private addOne({ version }: EndpointRecord): void {
    const woken = this.asleep.wake(version);
    if (woken) this.members.set(woken.worker.id, woken);
    else this.startOne();
  }

  private startOne(): void {
    const { account, clock, logs } = this.context;
    const release = account.currentRelease(this.endpointId);
    if (!release) return;
    const worker: LocalWorker = new LocalWorker(
      release,
      new Mailbox(clock),
      workerId => logs.open(this.endpointId, workerId),
      clock.now(),
    );
    worker.log.write('system', `create container ${release.container.image}`);
    const life = new Lifecycle(worker, {
      ...this.context,
      ended: (ended, ending) => this.ended(ended, ending),
      machinesTaken: () => this.workers().filter(other => other.hasMachine).length,
    });
    const done = life.run().then(() => {
      this.members.delete(worker.id);
      this.asleep.delete(worker.id);
    });
    this.members.set(worker.id, { worker, life, done });
  }

  private ended(worker: LocalWorker, ending: Ending): void {
    returnJobs(this.context, worker, ending);
    if (ending.kind !== 'failed' || ending.when !== 'starting') return;
    if (this.active().some(other => other.phase === 'ready')) return;
    startFailed(this.context, this.endpointId, ending);
  }

  private retireOutdated(endpoint: EndpointRecord): void {
    for (const worker of this.active()) {
      if (worker.version !== endpoint.version) {
        this.retire(worker, `replaced by release ${endpoint.version}`);
      }
    }
  }

  /** The maximum was lowered: workers without a job go first, the newest before the older. */
  private retireSurplus(endpoint: EndpointRecord): void {
    const busy = (worker: LocalWorker) => this.demand.held(worker);
    const surplus = this.active().length - endpoint.workersMax;
    if (surplus <= 0) return;
    const order = [...this.active()].sort((a, b) => busy(a) - busy(b) || b.createdAt - a.createdAt);
    for (const worker of order.slice(0, surplus)) this.retire(worker, 'scaled down');
  }

  private retireIdle(endpoint: EndpointRecord): void {
    const { clock, settings } = this.context;
    if (this.demand.waiting > 0) return;
    let spare = this.active().length - endpoint.workersMin;
    for (const worker of this.active()) {
      if (spare <= 0) return;
      if (this.demand.held(worker) > 0 || worker.stopping.size > 0) worker.activeAt = clock.now();
      const patienceMs = worker.phase === 'ready' ? endpoint.idleTimeout * 1000 : settings.unhealthyKeepMs;
      const resting = worker.phase === 'ready' || worker.phase === 'unwell' || worker.phase === 'parked';
      if (!resting || clock.now() - worker.activeAt < patienceMs) continue;
      worker.mayFreeze = endpoint.flashBootType !== 'OFF';
      this.retire(worker, `idle for ${Math.round(patienceMs / 1000)} s`);
      spare--;
    }
  }

  private retire(worker: LocalWorker, why: string): void {
    worker.draining = true;
    worker.log.write('system', `worker ${worker.id} takes no more jobs: ${why}`);
    worker.mailbox.takes.release();
  }

  private finishDraining(): void {
    for (const member of [...this.members.values()]) {
      const { worker, life } = member;
      if (!worker.draining || this.demand.held(worker) > 0) continue;
      if (worker.mayFreeze && this.asleep.freeze(member)) this.members.delete(worker.id);
      else void life.stop('it has no more jobs');
    }
  }

  private endUseless({ flashBootType, version }: EndpointRecord): void {
    for (const { life } of this.asleep.useless(flashBootType === 'OFF' ? undefined : version)) {
      void life.stop('nobody needed it again');
    }
  }
}
