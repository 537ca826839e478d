// The life of one worker: prepare the image, start the process, watch it end, and start it again after a crash.
// One loop, so that a worker never has two processes; whatever ended is reported before the next starts.
import type { Clock } from '../../base/clock';
import { AppError, explain, isAppError, isCancelled } from '../../base/errors';
import type { Env } from '../../wire/container';
import type { WorkerPorts } from '../balancer/ports';
import type { Debugging } from '../debugging';
import { beforeStart } from '../faults/beforeStart';
import type { Faults } from '../faults/faults';
import { failureEvidence } from '../logs/evidence';
import type { WorkerExit, WorkerRuntime } from '../ports';
import type { Settings } from '../settings';
import { unknownSecrets } from './secrets';
import type { StartGate } from './startGate';
import type { LocalWorker } from './worker';

/** How a process ended, or why there was none. */
export type Ending =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'restart' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** The last lines that explain it: a traceback, the output of pip. */
      readonly evidence: string;
      readonly when: 'starting' | 'ready';
      /** Trying again cannot help. */
      readonly permanent: boolean;
    };

export interface LifecycleHost {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly gate: StartGate;
  readonly faults: Faults;
  readonly debugging: Debugging;
  /** Workers of the same endpoint that have a machine. */
  machinesTaken(): number;
  runtimeFor(image: string): WorkerRuntime;
  portsFor(worker: LocalWorker): Promise<WorkerPorts | undefined>;
  envFor(worker: LocalWorker): Env;
  /** Called after every end, before the next start: returns or fails the worker's jobs. */
  ended(worker: LocalWorker, ending: Ending): void;
}

export class Lifecycle {
  private readonly end = new AbortController();
  private failures = 0;
  private turnOver: () => void = () => undefined;
  /** Why the running process is being ended by us; undefined while nobody asked. */
  private asked: 'restart' | 'init-timeout' | 'node-loss' | undefined;
  private resume: (() => void) | undefined;
  private resumeAt = 0;
  private idleWhileParked = false;

  constructor(
    private readonly worker: LocalWorker,
    private readonly host: LifecycleHost,
  ) {}

  /** Runs until `stop`; never rejects. */
  async run(): Promise<void> {
    const { worker } = this;
    while (!this.end.signal.aborted) {
      const ending = await this.liveOnce();
      this.turnOver();
      worker.processEnded();
      if (ending.kind === 'failed') this.noteFailure(ending);
      this.host.ended(worker, ending);
      if (this.asked === 'node-loss') break;
      if (ending.kind === 'failed' && !this.end.signal.aborted) await this.park();
    }
    worker.phase = 'gone';
    worker.log.write('system', `remove container ${worker.release.container.image}`);
  }

  /** The worker showed that it is up: a ping or a take. */
  becameReady(): void {
    this.turnOver();
    this.failures = 0;
    this.worker.phase = 'ready';
    this.worker.trouble = undefined;
    this.worker.activeAt = this.host.clock.now();
    this.worker.readyAt ??= this.worker.activeAt;
  }

  /** Its server answers its health check in another way than a healthy one does. */
  becameUnwell(how: string): void {
    const { worker } = this;
    const trouble = `Its health check ${worker.healthPath} ${how}.`;
    if (
      worker.trouble === trouble ||
      (worker.phase !== 'starting' && worker.phase !== 'ready' && worker.phase !== 'unwell')
    )
      return;
    if (worker.phase === 'ready') worker.phase = 'unwell';
    worker.trouble = trouble;
    worker.log.write('system', `worker ${worker.id} is unhealthy: ${trouble}`);
  }

  /** Ends the worker for good: open polls are answered, then SIGTERM, then SIGKILL. */
  async stop(why: string, graceMs = this.host.settings.stopGraceMs): Promise<void> {
    if (this.end.signal.aborted) return;
    const { worker } = this;
    worker.draining = true;
    worker.log.write('system', `stop container ${worker.id}: ${why}`);
    this.end.abort();
    this.resume?.();
    worker.mailbox.release();
    await worker.process?.stop(graceMs);
  }

  /** Freezes the process with its memory; false where the runtime cannot. */
  freeze(): boolean {
    const { worker } = this;
    if (worker.phase !== 'ready' || !worker.process?.freeze) return false;
    worker.mailbox.release();
    worker.process.freeze();
    worker.phase = 'frozen';
    worker.log.write('system', `worker ${worker.id} is kept for FlashBoot`);
    return true;
  }

  /** Lets it go on where it was. */
  thaw(): void {
    const { worker, host } = this;
    worker.process?.thaw?.();
    worker.phase = 'ready';
    worker.draining = false;
    worker.activeAt = host.clock.now();
    worker.log.write('system', `worker ${worker.id} is revived by FlashBoot`);
  }

  /** Ends the process and starts a new one at once, without counting it as a crash. */
  async restart(why: string, graceMs: number): Promise<void> {
    if (this.end.signal.aborted || !this.worker.process) return;
    this.asked = 'restart';
    this.worker.phase = 'ending';
    this.worker.log.write('system', `restart container ${this.worker.id}: ${why}`);
    this.worker.mailbox.release();
    await this.worker.process.stop(graceMs);
  }

  /** Its machine is gone, with the process and what it printed. */
  async lose(): Promise<void> {
    this.asked = 'node-loss';
    this.worker.log.forgetOutput();
    await this.worker.process?.stop(0);
  }

  /** Called on every tick: a parked worker starts again when its pause is over and there is work for it. */
  tick(needed: boolean): void {
    if (!this.resume) return;
    if (!needed) this.idleWhileParked = true;
    else if (this.idleWhileParked || this.host.clock.now() >= this.resumeAt) this.resume();
  }

  private async liveOnce(): Promise<Ending> {
    const { worker, host } = this;
    const { image } = worker.release.container;
    this.asked = undefined;
    worker.phase = 'starting';
    try {
      await beforeStart(worker, this.obstacles(), this.end.signal);
      const runtime = host.runtimeFor(image);
      await runtime.prepare(image, worker.log.write, this.end.signal);
      this.turnOver = await host.gate.enter();
      if (this.end.signal.aborted) return { kind: 'stopped' };
      return await this.watch(runtime);
    } catch (error) {
      if (isCancelled(error) || this.end.signal.aborted) return { kind: 'stopped' };
      return startFailure(error);
    }
  }

  private obstacles() {
    const { worker, host } = this;
    const { clock, settings } = host;
    return {
      clock,
      faults: () => host.faults.of(worker.endpointId),
      machinesTaken: () => host.machinesTaken(),
      initTimeoutMs: initTimeoutOf(host.envFor(worker), settings),
    };
  }

  private async watch(runtime: WorkerRuntime): Promise<Ending> {
    const { worker, host } = this;
    const { image, args } = worker.release.container;
    worker.log.markStart();
    worker.log.write('system', `start container for ${image}: begin`);
    const { id: workerId, endpointId } = worker;
    worker.ports = await host.portsFor(worker);
    const env = host.envFor(worker);
    for (const name of unknownSecrets(env)) {
      worker.log.write('system', `there is no secret ${name} in secrets.json of the state folder`);
    }
    const debug = host.debugging.of(endpointId);
    const spec = { workerId, endpointId, image, args, env, ...(debug && { debug }) };
    const process = await runtime.start(spec, worker.log.write);
    worker.process = process;
    worker.startedAt = host.clock.now();
    const initTimeoutMs = initTimeoutOf(env, host.settings);
    const { clockSpeed = 1 } = host.faults.of(worker.endpointId);
    const tooLate = host.clock.after(initTimeoutMs / clockSpeed, () => this.initTimedOut(initTimeoutMs));
    // The stop may have come while the process was being made.
    if (this.end.signal.aborted) void process.stop(host.settings.stopGraceMs);
    const exit = await process.exited;
    tooLate.dispose();
    return this.judge(exit, initTimeoutMs);
  }

  private initTimedOut(initTimeoutMs: number): void {
    const { worker } = this;
    if (worker.phase !== 'starting' || !worker.process || worker.process.debug) return;
    this.asked = 'init-timeout';
    worker.log.write(
      'system',
      `worker ${worker.id} was not ready within ${initTimeoutMs / 1000} s (RUNPOD_INIT_TIMEOUT): killed`,
    );
    void worker.process.stop(0);
  }

  private judge(exit: WorkerExit, initTimeoutMs: number): Ending {
    const { worker } = this;
    const how = describeExit(exit);
    worker.log.write('system', `container ${worker.id} ${how}`);
    if (this.end.signal.aborted) return { kind: 'stopped' };
    if (this.asked === 'restart') return { kind: 'restart' };
    const when = worker.readyAt === undefined ? 'starting' : 'ready';
    const evidence = failureEvidence(worker.log.sinceStart());
    return { kind: 'failed', reason: this.reasonFor(exit, initTimeoutMs), evidence, when, permanent: false };
  }

  private reasonFor(exit: WorkerExit, initTimeoutMs: number): string {
    if (this.asked === 'init-timeout') {
      return `The worker was not ready within ${initTimeoutMs / 1000} s, the init timeout, and was killed.`;
    }
    if (this.asked === 'node-loss') return 'The machine of the worker was lost.';
    if (this.worker.readyAt !== undefined) return `The worker ${describeExit(exit)}.`;
    const never = exit.code === 0 ? ' Its program ended without calling runpod.serverless.start().' : '';
    return `The worker ${describeExit(exit)} before it was ready.${never}`;
  }

  private noteFailure(ending: Ending & { kind: 'failed' }): void {
    this.worker.trouble = ending.reason;
    this.worker.activeAt = this.host.clock.now();
    this.failures++;
    this.worker.log.write('system', `worker ${this.worker.id} is unhealthy: ${ending.reason}`);
    if (ending.when === 'starting' && this.asked !== 'init-timeout' && !this.worker.log.sinceStart().length) {
      for (const line of ending.evidence.split('\n').filter(Boolean)) this.worker.log.write('system', line);
    }
  }

  private async park(): Promise<void> {
    const { settings, clock } = this.host;
    const pauseMs = Math.min(settings.maxBackoffMs, settings.backoffMs * 2 ** (this.failures - 1));
    this.worker.phase = 'parked';
    this.resumeAt = clock.now() + pauseMs;
    this.idleWhileParked = false;
    await new Promise<void>(resolve => {
      this.resume = resolve;
    });
    this.resume = undefined;
    // New work after a quiet time deserves a fresh start.
    if (this.idleWhileParked) this.failures = 0;
  }
}

function startFailure(error: unknown): Ending {
  const { message, remedy, detail } = explain(error);
  return {
    kind: 'failed',
    reason: [message, remedy].filter(Boolean).join(' '),
    evidence: detail ?? '',
    when: 'starting',
    permanent: isAppError(error, 'missing-tool', 'usage', 'refused', 'not-found'),
  };
}

export function describeExit({ code, signal, reason }: WorkerExit): string {
  const how = signal ? `was ended by ${signal}` : `exited with code ${code ?? 'unknown'}`;
  return reason ? `${how} (${reason})` : how;
}

/** Milliseconds; `RUNPOD_INIT_TIMEOUT` of the env is in seconds. */
function initTimeoutOf(env: Env, settings: Settings): number {
  const seconds = Number(env.RUNPOD_INIT_TIMEOUT);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : settings.initTimeoutMs;
}

/** Says that nothing here can run an image. */
export function noRuntime(image: string): AppError {
  return new AppError('missing-tool', `Local RunPod has nothing to run the image ${image} with.`, {
    remedy: 'Start Docker or podman and restart Local RunPod, or deploy the folder itself (process runtime).',
  });
}
