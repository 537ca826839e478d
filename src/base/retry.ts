// Trying again, with full jitter, only where the caller says that it is safe.
import type { Clock } from './clock';

export interface RetryOptions {
  readonly clock: Clock;
  /** Tries in all, at least 1. */
  readonly attempts: number;
  /** The first wait's upper bound in ms; it doubles each time. */
  readonly baseMs: number;
  readonly maxMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether to try again; may name the exact wait in ms (a Retry-After). */
  readonly again: (error: unknown) => boolean | { readonly waitMs: number };
  /** 0..1; a test pins it. */
  readonly random?: () => number;
}

/** Runs `work` until it succeeds, `again` declines, or the attempts are used up; then throws the last error. */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const random = options.random ?? Math.random;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const verdict = attempt >= options.attempts ? false : options.again(error);
      if (verdict === false) throw error;
      const bound = Math.min(options.maxMs, options.baseMs * 2 ** (attempt - 1));
      const waitMs = verdict === true ? bound * random() : verdict.waitMs;
      await options.clock.sleep(waitMs, options.signal);
    }
  }
}
