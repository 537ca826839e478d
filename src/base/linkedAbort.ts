// One signal out of two reasons to stop: the caller's own and a deadline. Tells afterwards which it was.
import type { Clock } from './clock';
import { type Disposable, toDisposable } from './disposable';
import { cancelled } from './errors';

export interface LinkedAbort extends Disposable {
  readonly signal: AbortSignal;
  /** True when the deadline passed, not the caller. */
  readonly timedOut: boolean;
  /** The deadline no longer counts; the caller's signal still does. */
  keepOpen(): void;
  /** The deadline is `ms` from now. */
  postpone(ms: number): void;
  abort(): void;
}

/** Follows `signal` and aborts by itself after `timeoutMs`. Dispose it when the work is over. */
export function linkedAbort(clock: Clock, timeoutMs: number, signal?: AbortSignal): LinkedAbort {
  const controller = new AbortController();
  let timedOut = false;
  const startTimer = (ms: number) =>
    clock.after(ms, () => {
      timedOut = true;
      controller.abort();
    });
  let timer = startTimer(timeoutMs);
  const onAbort = () => controller.abort();
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const release = toDisposable(() => {
    timer.dispose();
    signal?.removeEventListener('abort', onAbort);
  });
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    keepOpen: () => timer.dispose(),
    postpone(ms) {
      timer.dispose();
      timer = startTimer(ms);
    },
    abort() {
      release.dispose();
      controller.abort();
    },
    dispose: () => release.dispose(),
  };
}

/**
 * Settles as `work` does, or rejects when `signal` aborts, whether `work` hears of that or not: a fetch whose Request was
 * garbage-collected meanwhile never does (nodejs/undici#4068), and would be waited for without end.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
