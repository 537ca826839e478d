// One worker's log, held open for as long as there is one: reconnects with the cursor of the last event, drops
// exact repeats right after that, and says so when time is missing that cannot be fetched again.
import { type Clock, isoTime } from '../base/clock';
import { type AppError, isAppError } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import type { LogEvent } from '../wire/logEvent';
import type { TailItem } from './line';
import { logLine } from './logLine';

export type StreamedEvent = LogEvent & { readonly id: string | undefined };

export interface StreamStart {
  readonly source?: 'container' | 'system';
  readonly tail?: number;
  readonly since?: string;
  readonly lastEventId?: string;
}

export type TailState =
  | { readonly kind: 'connecting' | 'live' | 'ended'; readonly workerId: string }
  | { readonly kind: 'retrying'; readonly workerId: string; readonly reason: string; readonly inMs: number };

export interface TailWorkerOptions {
  readonly endpointId: string;
  readonly workerId: string;
  /** Where to begin on the first connection. */
  readonly start: StreamStart;
  /** Opens one connection. */
  readonly open: (start: StreamStart, signal: AbortSignal) => AsyncIterable<StreamedEvent>;
  readonly emit: (item: TailItem) => Promise<void>;
  readonly onState?: ((state: TailState) => void) | undefined;
  /** Whether the platform still lists the worker: the log of one that is gone may stay open for ever. */
  readonly isListed: () => boolean;
  readonly clock: Clock;
}

/** A connection without a byte for this long is opened anew: it may be dead without our knowing. */
const silenceMs = 120_000;
const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** Repeats after a resume come at once; beyond this many events nothing is held to be a repeat. */
const rememberedEvents = 500;

/** Remembers where it is: `run` may be called again when a worker that seemed gone is there after all. */
export class WorkerTail {
  private lastEventId: string | undefined;
  private lastTs: string | undefined;
  private failures = 0;
  private reason = 'the connection ended';
  private brokeOff = false;
  private readonly recent = new Set<string>();

  constructor(private readonly options: TailWorkerOptions) {}

  /** Follows the worker until it is gone or `signal` aborts; then returns. Throws only for a refused key. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.connectOnce(signal)) === 'again') await this.pause(signal);
    this.options.onState?.({ kind: 'ended', workerId: this.options.workerId });
  }

  private async connectOnce(signal: AbortSignal): Promise<'again' | 'gone'> {
    const { workerId, clock, onState } = this.options;
    onState?.({ kind: 'connecting', workerId });
    const link = linkedAbort(clock, silenceMs, signal);
    try {
      await this.read(link.signal, () => link.postpone(silenceMs));
      this.brokeOff = false;
      this.reason = 'the server closed the stream';
      return this.options.isListed() ? 'again' : 'gone';
    } catch (error) {
      if (signal.aborted) return 'gone';
      return await this.afterFailure(error, link.timedOut);
    } finally {
      link.dispose();
    }
  }

  private async pause(signal: AbortSignal): Promise<void> {
    const { workerId, clock, onState } = this.options;
    this.failures++;
    const inMs = Math.min(firstWaitMs * 2 ** (this.failures - 1), longestWaitMs);
    onState?.({ kind: 'retrying', workerId, reason: this.reason, inMs });
    await clock.sleep(inMs, signal).catch(() => undefined);
  }

  private async read(signal: AbortSignal, alive: () => void): Promise<void> {
    const { open, workerId, onState } = this.options;
    const resumed = this.lastEventId !== undefined || this.lastTs !== undefined;
    let mayRepeat = resumed;
    let live = false;
    for await (const event of open(this.startOfConnection(), signal)) {
      alive();
      if (!live) onState?.({ kind: 'live', workerId });
      live = true;
      this.failures = 0;
      const key = JSON.stringify([event.id, event.source, event.line]);
      if (mayRepeat && this.recent.has(key)) continue;
      mayRepeat = false;
      await this.take(event, key);
    }
  }

  private startOfConnection(): StreamStart {
    const { source } = this.options.start;
    const base = source && { source };
    if (this.lastEventId !== undefined) return { ...base, lastEventId: this.lastEventId };
    if (this.lastTs !== undefined) return { ...base, since: this.lastTs };
    return this.options.start;
  }

  private async take(event: StreamedEvent, key: string): Promise<void> {
    const { endpointId, workerId, emit } = this.options;
    this.lastEventId = event.id ?? this.lastEventId;
    this.lastTs = event.ts;
    this.recent.add(key);
    if (this.recent.size > rememberedEvents) this.recent.delete(this.recent.values().next().value ?? '');
    await emit(logLine(endpointId, workerId, event));
  }

  /** A worker that is gone takes its log along; what was written since our last line is then lost. */
  private async afterFailure(error: unknown, silent: boolean): Promise<'again' | 'gone'> {
    if (silent) return this.options.isListed() ? 'again' : 'gone';
    if (isAppError(error, 'unauthorized', 'usage')) throw error;
    if (!isAppError(error, 'not-found')) {
      this.brokeOff = true;
      this.reason = isAppError(error) ? wordsOf(error) : 'the connection broke';
      return 'again';
    }
    if (this.brokeOff && this.lastTs !== undefined) {
      const { workerId, clock, emit } = this.options;
      await emit({ gap: { from: this.lastTs, to: isoTime(clock.now()), workerId } });
    }
    return 'gone';
  }
}

function wordsOf(error: AppError): string {
  return error.message.replace(/\.$/, '');
}
