// The only place that knows the time. Everything that waits or stamps takes a Clock, so that a test
// can let an hour pass without waiting. Times are milliseconds since the Unix epoch.
import { type Disposable, toDisposable } from './disposable';
import { cancelled } from './errors';

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `run` once after `ms`; disposing cancels it. */
  after(ms: number, run: () => void): Disposable;
  /** Calls `run` every `ms` until disposed. */
  every(ms: number, run: () => void): Disposable;
  /** Resolves after `ms`; rejects with a `cancelled` error when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** `sleep` over `after`, shared by the real clock and the fakes. */
export function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    const onAbort = () => {
      timer.dispose();
      reject(cancelled());
    };
    const timer = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return toDisposable(() => clearTimeout(timer));
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return toDisposable(() => clearInterval(timer));
  },
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};

/** An RFC 3339 time in UTC with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
