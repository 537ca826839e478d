// One worker's log, held open for as long as there is one: reconnects where it was, drops what it had already, and
// says so when time is missing that cannot be fetched again.
import { type Clock, isoTime } from '../base/clock';
import { type AppError, isAppError } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import type { TailItem } from './line';
import { cleanLine, logLine, type StreamedEvent } from './logLine';
import { ResumePoint, type StreamStart } from './resumePoint';

export type TailState =
  | { readonly kind: 'connecting' | 'live' | 'ended'; readonly workerId: string }
  | { readonly kind: 'retrying'; readonly workerId: string; readonly reason: string; readonly inMs: number };

export interface TailWorkerOptions {
  readonly endpointId: string;
  readonly workerId: string;
  /** Where to begin on the first connection. */
  readonly start: StreamStart;
  /** What an earlier session had: the log goes on from there. */
  readonly resume?: ResumePoint | undefined;
  /** Opens one connection. */
  readonly open: (start: StreamStart, signal: AbortSignal) => AsyncIterable<StreamedEvent>;
  /** A promise is waited for: who takes the lines may be slower than the worker. */
  readonly emit: (item: TailItem) => Promise<void> | undefined;
  readonly onState?: ((state: TailState) => void) | undefined;
  /** Whether the platform still lists the worker: the log of one that is gone may stay open for ever. */
  readonly isListed: () => boolean;
  /** Values that must not be shown, whatever they look like. */
  readonly secrets?: readonly string[] | undefined;
  readonly clock: Clock;
}

/** A connection without a byte for this long is opened anew: it may be dead without our knowing. */
const silenceMs = 120_000;
const firstWaitMs = 500;
const longestWaitMs = 30_000;

/** Remembers where it is: `run` may be called again when a worker that seemed gone is there after all. */
export class WorkerTail {
  private readonly point: ResumePoint;
  private failures = 0;
  private reason = 'the connection ended';
  private brokeOff = false;

  constructor(private readonly options: TailWorkerOptions) {
    this.point = options.resume ?? new ResumePoint();
  }

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
    const { open, workerId, clock, start, onState } = this.options;
    let live = false;
    let heardMs = clock.now();
    for await (const event of open(this.point.open(start), signal)) {
      // Moving the deadline with every line would cost more than reading it.
      if (clock.now() - heardMs > 1_000) {
        alive();
        heardMs = clock.now();
      }
      if (!live) onState?.({ kind: 'live', workerId });
      live = true;
      this.failures = 0;
      const line = cleanLine(event.line, this.options.secrets);
      const taken = this.take(line === event.line ? event : { ...event, line });
      if (taken) await taken;
    }
  }

  private take(event: StreamedEvent): Promise<void> | undefined {
    const { endpointId, workerId, emit } = this.options;
    const novelty = this.point.judge(event);
    if (novelty === 'repeat') return undefined;
    const from = this.point.lastTs;
    this.point.add(event);
    const line = logLine(endpointId, workerId, event);
    if (novelty === 'new' || from === undefined) return emit(line);
    return Promise.resolve(emit({ gap: { from, to: event.ts, workerId } })).then(() => emit(line));
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
    const from = this.point.lastTs;
    if (this.brokeOff && from !== undefined) {
      const { workerId, clock, emit } = this.options;
      await emit({ gap: { from, to: isoTime(clock.now()), workerId } });
    }
    return 'gone';
  }
}

function wordsOf(error: AppError): string {
  return error.message.replace(/\.$/, '');
}
