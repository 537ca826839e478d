// The logs of all workers, the gone ones included: on the platform they vanish with the host, here the newest are kept.
import type { Clock } from '../../base/clock';
import { type LogLimits, WorkerLog } from './workerLog';

const keptWorkers = 100;

export class WorkerLogs {
  private readonly logs = new Map<string, { readonly endpointId: string; readonly log: WorkerLog }>();

  constructor(
    private readonly clock: Clock,
    private readonly limits?: LogLimits,
  ) {}

  open(endpointId: string, workerId: string): WorkerLog {
    const log = new WorkerLog(this.clock, this.limits);
    this.logs.set(workerId, { endpointId, log });
    for (const oldest of this.logs.keys()) {
      if (this.logs.size <= keptWorkers) break;
      this.logs.delete(oldest);
    }
    return log;
  }

  get(endpointId: string, workerId: string): WorkerLog | undefined {
    const entry = this.logs.get(workerId);
    return entry?.endpointId === endpointId ? entry.log : undefined;
  }
}
