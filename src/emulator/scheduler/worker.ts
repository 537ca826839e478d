// What is known about one worker. It is judged by its process: pings only tell that it became ready, which jobs it
// believes to have, and that it calls itself unhealthy. The life of its process is in lifecycle.ts.
import type { WorkerStatus } from '../../wire/endpoint';
import type { WorkerPorts } from '../balancer/ports';
import { newId, newSecret } from '../ids';
import type { WorkerLog } from '../logs/workerLog';
import type { WorkerProcess } from '../ports';
import type { ReleaseRecord } from '../store/records';
import type { Mailbox } from './mailbox';

/**
 * `unwell`: its health check fails, its process lives; `frozen`: kept as it is until it is needed again; `ending`: its
 * process was told to end; `parked`: it crashed and waits to be started again.
 */
export type WorkerPhase = 'starting' | 'ready' | 'unwell' | 'frozen' | 'ending' | 'parked' | 'gone';

export class LocalWorker {
  readonly id = newId();
  /** What its requests must carry; good for nothing else. */
  readonly token = newSecret();
  phase: WorkerPhase = 'starting';
  /** Gets no more jobs and ends when it has none. */
  draining = false;
  /** Instead of ending it may be frozen. */
  mayFreeze = false;
  /** Why it is UNHEALTHY, until it is ready again. */
  trouble: string | undefined;
  process: WorkerProcess | undefined;
  /** Where its own server listens, on a load-balancing endpoint. */
  ports: WorkerPorts | undefined;
  /** It waits for a machine. */
  throttled = false;
  hasMachine = false;
  /** Its machine has the image; a restart does not pull again. */
  hasImage = false;
  /** Start of the running process. */
  startedAt: number | undefined;
  /** When the running process was first heard of. */
  readyAt: number | undefined;
  /** The most memory seen of the running process. */
  peakMemoryBytes = 0;
  /** When it was last seen to have, finish or be ready for work. */
  activeAt: number;
  /** From a ping or the User-Agent. */
  sdkVersion: string | undefined;
  /** It polls for jobs to stop (SDK 1.10 and newer). */
  stopsJobs = false;
  /** It has named a job in a ping, so a ping without one means something (1.7.1 never names any). */
  namesJobs = false;
  /** Jobs it was told to stop and still has: when to tell it again, and when patience ends. */
  readonly stopping = new Map<string, { again: number; readonly patienceEnds: number }>();
  /** Jobs whose result seems to be lost, with the time at which it is certain. */
  readonly suspects = new Map<string, number>();

  readonly log: WorkerLog;

  constructor(
    readonly release: ReleaseRecord,
    readonly mailbox: Mailbox,
    openLog: (workerId: string) => WorkerLog,
    readonly createdAt: number,
  ) {
    this.activeAt = createdAt;
    this.log = openLog(this.id);
  }

  get endpointId(): string {
    return this.release.endpointId;
  }

  get version(): number {
    return this.release.version;
  }

  /** What its health check asks for. */
  get healthPath(): string {
    return this.release.container.env.HEALTH_CHECK_PATH ?? '/ping';
  }

  /** Forgets what belonged to the process that ended. */
  processEnded(): void {
    this.mailbox.release();
    this.process = undefined;
    this.ports = undefined;
    this.startedAt = undefined;
    this.readyAt = undefined;
    this.peakMemoryBytes = 0;
    this.stopsJobs = false;
    this.namesJobs = false;
    this.stopping.clear();
    this.suspects.clear();
  }
}

/** `held`: the jobs or requests that it has. */
export function workerStatus(worker: LocalWorker, held: number): WorkerStatus {
  if (worker.phase === 'ready') return held > 0 ? 'RUNNING' : 'IDLE';
  if (worker.throttled) return 'THROTTLED';
  return worker.trouble === undefined ? 'INITIALIZING' : 'UNHEALTHY';
}
