// The logs of all workers of an endpoint in one sequence: a stream per worker, new workers picked up as they
// appear. Lines of one worker keep their order; lines of several come as they arrive.
import { Channel } from '../base/channel';
import type { Clock } from '../base/clock';
import { isAppError } from '../base/errors';
import type { TailItem } from './line';
import type { StreamedEvent } from './logLine';
import type { ResumePoint, StreamStart } from './resumePoint';
import { type TailState, WorkerTail } from './tailWorker';

export interface TailPort {
  /** The ids of the workers there are now. */
  workers(signal: AbortSignal): Promise<readonly string[]>;
  stream(workerId: string, start: StreamStart, signal: AbortSignal): AsyncIterable<StreamedEvent>;
}

export interface TailEndpointOptions {
  readonly endpointId: string;
  /** Only this worker. */
  readonly workerId?: string | undefined;
  /** Where to begin with the workers that are there already; the log of a later one is read from its start. */
  readonly start: StreamStart;
  readonly onState?: ((state: TailState) => void) | undefined;
  /** How often workers are looked for; 2 s by default. */
  readonly pollMs?: number | undefined;
  /** What earlier sessions had, by worker: their logs go on from there. */
  readonly resume?: ReadonlyMap<string, ResumePoint> | undefined;
  /** Values that must not be shown, whatever they look like. */
  readonly secrets?: readonly string[] | undefined;
}

/** A worker whose import fails lives for a few seconds: this often they are looked for. */
const defaultPollMs = 2_000;
const wholeHistoryLines = 5_000;

type Emit = (item: TailItem) => Promise<void> | undefined;

/** Runs until `signal` aborts; a worker named alone also ends it by being gone. */
export async function* tailEndpoint(
  port: TailPort,
  options: TailEndpointOptions,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<TailItem, void, undefined> {
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) stop.abort();
  const items = new Channel<TailItem>();
  const emit = (item: TailItem) => items.send(item);
  const running = runTail(port, { ...options, emit }, clock, stop.signal).then(
    () => items.close(),
    error => items.close(stop.signal.aborted ? undefined : { error }),
  );
  try {
    yield* items;
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort();
    items.close();
    await running;
  }
}

/** As `tailEndpoint`, with each item handed to `emit`. Rejects when the key is refused or there is no endpoint. */
export async function runTail(
  port: TailPort,
  options: TailEndpointOptions & { readonly emit: Emit },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const onAbort = () => failed.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) failed.abort();
  try {
    await new EndpointTail(port, options, clock, failed).run();
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

class EndpointTail {
  private readonly tails = new Map<string, WorkerTail>();
  private readonly running = new Map<string, Promise<void>>();
  private listed: ReadonlySet<string> = new Set();
  private polls = 0;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly port: TailPort,
    private readonly options: TailEndpointOptions & { readonly emit: Emit },
    private readonly clock: Clock,
    private readonly stop: AbortController,
  ) {}

  private get signal(): AbortSignal {
    return this.stop.signal;
  }

  async run(): Promise<void> {
    while (!this.signal.aborted) {
      await this.poll().catch(error => this.fail(error));
      if (this.isOver()) break;
      await this.clock.sleep(this.options.pollMs ?? defaultPollMs, this.signal).catch(() => undefined);
    }
    await Promise.all(this.running.values());
    if (this.failure) throw this.failure.error;
  }

  private async poll(): Promise<void> {
    const first = this.polls === 0;
    const ids = await this.list();
    if (!ids) return;
    this.polls++;
    this.listed = new Set(ids);
    const idle = ids.filter(id => !this.running.has(id));
    for (const id of idle) this.follow(id, first ? this.options.start : this.wholeHistory());
  }

  private async list(): Promise<readonly string[] | undefined> {
    try {
      const ids = await this.port.workers(this.signal);
      const { workerId } = this.options;
      if (workerId === undefined) return ids;
      // A worker that has ended may still have a log for a while.
      return this.polls === 0 || ids.includes(workerId) ? [workerId] : [];
    } catch (error) {
      const passing = isAppError(error, 'remote', 'timeout', 'rate-limited') && this.polls > 0;
      if (this.signal.aborted || passing) return undefined;
      throw error;
    }
  }

  private follow(workerId: string, start: StreamStart): void {
    const tail = this.tails.get(workerId) ?? this.tailOf(workerId, start);
    this.tails.set(workerId, tail);
    const run = tail
      .run(this.signal)
      .catch(error => this.fail(error))
      .finally(() => this.running.delete(workerId));
    this.running.set(workerId, run);
  }

  private tailOf(workerId: string, start: StreamStart): WorkerTail {
    const { endpointId, onState } = this.options;
    return new WorkerTail({
      endpointId,
      workerId,
      start,
      open: (from, signal) => this.port.stream(workerId, from, signal),
      emit: this.options.emit,
      resume: this.options.resume?.get(workerId),
      secrets: this.options.secrets,
      onState,
      isListed: () => this.listed.has(workerId),
      clock: this.clock,
    });
  }

  private wholeHistory(): StreamStart {
    const { source } = this.options.start;
    return { ...(source && { source }), tail: wholeHistoryLines };
  }

  private isOver(): boolean {
    return this.options.workerId !== undefined && this.polls > 1 && this.listed.size === 0;
  }

  private fail(error: unknown): void {
    if (this.signal.aborted) return;
    this.failure ??= { error };
    this.stop.abort();
  }
}
