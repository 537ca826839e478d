// The logs of all workers of an endpoint in one sequence: a stream per worker, new workers picked up as they
// appear. Lines of one worker keep their order; lines of several come as they arrive.
import { Channel } from '../base/channel';
import type { Clock } from '../base/clock';
import { isAppError } from '../base/errors';
import type { TailItem } from './line';
import { type StreamedEvent, type StreamStart, type TailState, WorkerTail } from './tailWorker';

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
}

const quickestPollMs = 2_000;
const slowestPollMs = 10_000;
const wholeHistoryLines = 5_000;

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
  const tail = new EndpointTail(port, options, clock, stop.signal);
  const running = tail.run();
  try {
    yield* tail.items;
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort();
    tail.items.close();
    await running;
  }
}

class EndpointTail {
  readonly items = new Channel<TailItem>();
  private readonly tails = new Map<string, WorkerTail>();
  private readonly running = new Map<string, Promise<void>>();
  private listed: ReadonlySet<string> = new Set();
  private polls = 0;

  constructor(
    private readonly port: TailPort,
    private readonly options: TailEndpointOptions,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    try {
      for (let waitMs = quickestPollMs; !this.signal.aborted; ) {
        const found = await this.poll();
        waitMs = found ? quickestPollMs : Math.min(waitMs * 1.5, slowestPollMs);
        if (this.isOver()) break;
        await this.clock.sleep(waitMs, this.signal).catch(() => undefined);
      }
      await Promise.all(this.running.values());
      this.items.close();
    } catch (error) {
      this.fail(error);
    }
  }

  /** True when a worker was found that had not been followed. */
  private async poll(): Promise<boolean> {
    const first = this.polls === 0;
    const ids = await this.list();
    if (!ids) return false;
    this.polls++;
    this.listed = new Set(ids);
    const idle = ids.filter(id => !this.running.has(id));
    for (const id of idle) this.follow(id, first ? this.options.start : this.wholeHistory());
    return idle.length > 0;
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
      emit: item => this.items.send(item),
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
    this.items.close(this.signal.aborted ? undefined : { error });
  }
}
