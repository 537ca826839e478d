// What the scheduler's parts share.
import type { Clock } from '../../base/clock';
import type { Env } from '../../wire/container';
import type { WorkerPorts } from '../balancer/ports';
import type { Traffic } from '../balancer/traffic';
import type { Debugging } from '../debugging';
import type { Faults } from '../faults/faults';
import type { WorkerLogs } from '../logs/workerLogs';
import type { WorkerRuntime } from '../ports';
import type { Settings } from '../settings';
import type { Account } from '../store/account';
import type { JobStore } from '../store/jobs';
import type { StartGate } from './startGate';
import type { LocalWorker } from './worker';

export interface FleetContext {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly account: Account;
  readonly jobs: JobStore;
  readonly traffic: Traffic;
  readonly logs: WorkerLogs;
  readonly gate: StartGate;
  readonly faults: Faults;
  readonly debugging: Debugging;
  runtimeFor(image: string): WorkerRuntime;
  /** Free ports for a worker of a load-balancing endpoint; another kind needs none. */
  portsFor(worker: LocalWorker): Promise<WorkerPorts | undefined>;
  envFor(worker: LocalWorker): Env;
}
