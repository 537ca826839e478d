// One view under the scheduler: at most one refresh at a time, a request that comes during it is met by one more
// afterwards, and at most one timer.
import type { Clock } from '../base/clock';
import { type Disposable, Slot } from '../base/disposable';
import { isAppError } from '../base/errors';

/** `user` and `shown` run at once; `changed` (something we did) waits for the last of a burst. */
export type RefreshReason = 'user' | 'shown' | 'changed' | 'timer';

export interface ViewOptions {
  /** Does the refresh; says whether anything changed. A failure is thrown after the view was told of it. */
  readonly work: (reason: RefreshReason, signal: AbortSignal) => Promise<'changed' | 'same'>;
  /** The shortest and the longest pause between refreshes, in ms. */
  readonly pauseMs: { readonly quick: number; readonly calm: number };
}

const debounceMs = 250;
const growth = 1.5;
const longestBackOffMs = 60_000;

export class RefreshedView implements Disposable {
  private readonly timer = new Slot<Disposable>();
  private readonly abort = new AbortController();
  private visible = false;
  private pauseMs: number;
  private failures = 0;
  private running: Promise<void> | undefined;
  private waiting: { reason: RefreshReason; promise: Promise<void>; done: () => void } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly options: ViewOptions,
  ) {
    this.pauseMs = options.pauseMs.quick;
  }

  setVisible(visibility: 'visible' | 'hidden'): void {
    const visible = visibility === 'visible';
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible) void this.refresh('shown');
    else if (!this.waiting) this.timer.set(undefined);
  }

  refresh(reason: RefreshReason): Promise<void> {
    if (this.abort.signal.aborted) return Promise.resolve();
    if (reason !== 'timer') this.pauseMs = this.options.pauseMs.quick;
    const promise = this.queue(reason);
    if (!this.running) this.arm(reason === 'changed' ? debounceMs : 0);
    return promise;
  }

  dispose(): void {
    this.timer.dispose();
    this.abort.abort();
    this.waiting?.done();
    this.waiting = undefined;
  }

  /** All who ask before the next run begins are met by that run. */
  private queue(reason: RefreshReason): Promise<void> {
    if (!this.waiting) {
      let done: () => void = () => undefined;
      const promise = new Promise<void>(resolve => {
        done = resolve;
      });
      this.waiting = { reason, promise, done };
    } else if (reason === 'user') this.waiting.reason = reason;
    return this.waiting.promise;
  }

  private arm(ms: number): void {
    if (ms === 0) {
      this.timer.set(undefined);
      this.start();
      return;
    }
    this.timer.set(
      this.clock.after(ms, () => {
        this.timer.set(undefined);
        this.start();
      }),
    );
  }

  private start(): void {
    const { reason, done } = this.waiting ?? { reason: 'timer' as const, done: () => undefined };
    this.waiting = undefined;
    this.running = this.run(reason).finally(() => {
      this.running = undefined;
      done();
      this.scheduleNext();
    });
  }

  private async run(reason: RefreshReason): Promise<void> {
    const { quick, calm } = this.options.pauseMs;
    try {
      const outcome = await this.options.work(reason, this.abort.signal);
      this.failures = 0;
      this.pauseMs = outcome === 'changed' ? quick : Math.min(this.pauseMs * growth, calm);
    } catch (error) {
      this.failures++;
      const backOffMs = Math.min(quick * 2 ** this.failures, longestBackOffMs);
      this.pauseMs = Math.max(backOffMs, isAppError(error) ? (error.retryAfterMs ?? 0) : 0);
    }
  }

  private scheduleNext(): void {
    if (this.abort.signal.aborted) return;
    if (this.waiting) this.arm(this.waiting.reason === 'changed' ? debounceMs : 0);
    else if (this.visible) this.arm(this.pauseMs);
  }
}
