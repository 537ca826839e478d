// A worker runtime for the scheduler's tests: its workers do what the test tells them, at once.
import type {
  WorkerExit,
  WorkerProcess,
  WorkerRuntime,
  WorkerSpec,
  WriteLine,
} from '../../src/emulator/ports';

export class FakeWorkerProcess implements WorkerProcess {
  readonly pid = undefined;
  /** Grace periods of the stops that were asked for, in ms. */
  readonly stops: number[] = [];
  /** When set, the process does not end on SIGTERM by itself. */
  stubborn = false;
  private settle: (exit: WorkerExit) => void = () => undefined;
  readonly exited = new Promise<WorkerExit>(resolve => {
    this.settle = resolve;
  });

  constructor(
    readonly spec: WorkerSpec,
    readonly write: WriteLine,
  ) {}

  get token(): string {
    return this.spec.env.RUNPOD_AI_API_KEY ?? '';
  }

  /** The process ends by itself. */
  exit(code: number | null, signal: string | null = null): void {
    this.settle({ code, signal });
  }

  async stop(graceMs: number): Promise<void> {
    this.stops.push(graceMs);
    if (graceMs === 0) this.exit(null, 'SIGKILL');
    else if (!this.stubborn) this.exit(0);
    await this.exited;
  }

  /** Whether it is stopped where it is. */
  frozen = false;
  freeze = () => {
    this.frozen = true;
  };
  thaw = () => {
    this.frozen = false;
  };

  /** What the machine would tell of it. */
  memory: { readonly bytes: number; readonly peakBytes: number } | undefined;

  memoryBytes = async () => this.memory?.bytes;
  peakMemoryBytes = async () => this.memory?.peakBytes;
}

export class FakeRuntime implements WorkerRuntime {
  readonly name = 'process';
  readonly started: FakeWorkerProcess[] = [];
  readonly admitted: string[] = [];
  /** What `prepare` does; it may throw. */
  onPrepare: (image: string, write: WriteLine) => Promise<void> = async () => undefined;

  accepts(image: string): boolean {
    return !image.startsWith('unknown:');
  }

  async admit(image: string): Promise<void> {
    this.admitted.push(image);
  }

  prepare(image: string, write: WriteLine): Promise<void> {
    return this.onPrepare(image, write);
  }

  async start(spec: WorkerSpec, write: WriteLine): Promise<WorkerProcess> {
    const process = new FakeWorkerProcess(spec, write);
    this.started.push(process);
    return process;
  }

  /** The newest process. */
  get latest(): FakeWorkerProcess {
    const process = this.started.at(-1);
    if (!process) throw new Error('No worker was started.');
    return process;
  }
}
