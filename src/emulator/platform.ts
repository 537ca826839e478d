// Local RunPod without its doors: the account, the jobs, the workers and their logs. The planes speak to this, over a
// socket or, in tests, without one.
import type { Clock } from '../base/clock';
import type { Logger } from '../base/log';
import { freePorts } from './balancer/ports';
import { Traffic } from './balancer/traffic';
import { Debugging } from './debugging';
import { Faults } from './faults/faults';
import { WorkerLogs } from './logs/workerLogs';
import type { WorkerRuntime } from './ports';
import { noRuntime } from './scheduler/lifecycle';
import { Scheduler } from './scheduler/scheduler';
import type { Secrets } from './scheduler/secrets';
import { StartGate } from './scheduler/startGate';
import type { LocalWorker } from './scheduler/worker';
import { workerEnv } from './scheduler/workerEnv';
import { defaultSettings, type Settings } from './settings';
import type { Account } from './store/account';
import { JobStore } from './store/jobs';

export interface PlatformOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly account: Account;
  /** Asked in order; the first that accepts an image runs it. */
  readonly runtimes: readonly WorkerRuntime[];
  /** Where workers reach us, such as `http://127.0.0.1:41234`; known once the server listens. */
  readonly origin: () => string;
  /** What `{{ RUNPOD_SECRET_… }}` stands for, asked at each start of a worker. */
  readonly secrets?: () => Secrets;
  readonly settings?: Partial<Settings>;
}

export class Platform {
  readonly clock: Clock;
  readonly log: Logger;
  readonly account: Account;
  readonly settings: Settings;
  readonly jobs: JobStore;
  readonly traffic: Traffic;
  readonly logs: WorkerLogs;
  readonly faults = new Faults();
  readonly debugging = new Debugging();
  readonly scheduler: Scheduler;
  private readonly runtimes: readonly WorkerRuntime[];

  constructor(options: PlatformOptions) {
    this.clock = options.clock;
    this.log = options.log;
    this.account = options.account;
    this.runtimes = options.runtimes;
    this.settings = { ...defaultSettings, ...options.settings };
    this.jobs = new JobStore(this.clock);
    this.traffic = new Traffic(this.clock);
    this.logs = new WorkerLogs(this.clock, this.settings);
    this.scheduler = new Scheduler({
      clock: this.clock,
      settings: this.settings,
      account: this.account,
      jobs: this.jobs,
      traffic: this.traffic,
      logs: this.logs,
      faults: this.faults,
      debugging: this.debugging,
      gate: new StartGate(this.clock, this.settings.startGapMs),
      runtimeFor: image => this.runtimeFor(image),
      portsFor: async ({ endpointId, release }) =>
        this.account.endpoints.get(endpointId)?.type === 'LB' ? freePorts(release.container.env) : undefined,
      envFor: worker =>
        workerEnv(worker, {
          origin: options.origin(),
          settings: this.settings,
          endpoint: this.account.endpoints.get(worker.endpointId),
          secrets: options.secrets?.() ?? {},
        }),
    });
  }

  /** What a worker has to do: jobs of the queue, or requests that went to it directly. */
  heldBy(worker: LocalWorker): number {
    return this.jobs.heldCount(worker.id) + this.traffic.openOn(worker);
  }

  /** Lets a runtime keep what an image names while it is still there. Throws when the image cannot be used. */
  async admit(image: string): Promise<void> {
    await this.runtimes.find(runtime => runtime.accepts(image))?.admit?.(image);
  }

  /** Ends all workers. */
  async stop(graceMs = this.settings.stopGraceMs): Promise<void> {
    await this.scheduler.stop(graceMs);
  }

  private runtimeFor(image: string): WorkerRuntime {
    const runtime = this.runtimes.find(candidate => candidate.accepts(image));
    if (!runtime) throw noRuntime(image);
    return runtime;
  }
}
