// Asking again and again at a pace that fits: quick while there is news, slower while there is none. Passing
// trouble of the network is sat out; what does not pass is thrown.
import type { Clock } from '../base/clock';
import { isAppError } from '../base/errors';

export interface Pace<T> {
  readonly clock: Clock;
  /** The wait after news, in ms; it grows by half each time there is none. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Only news is yielded. */
  readonly isNews: (value: T) => boolean;
  /** `at once` reads before the first wait. */
  readonly begin: 'at once' | 'after a wait';
}

const toleratedFailures = 5;

/** Never ends by itself: the reader leaves, `signal` aborts (throws `cancelled`), or a read fails for good. */
export async function* poll<T>(
  read: () => Promise<T>,
  { clock, firstMs, longestMs, isNews, begin }: Pace<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  let waitMs = firstMs;
  let failures = 0;
  if (begin === 'after a wait') await clock.sleep(waitMs, signal);
  for (;;) {
    try {
      const value = await read();
      failures = 0;
      const news = isNews(value);
      if (news) yield value;
      waitMs = news ? firstMs : Math.min(waitMs * 1.5, longestMs);
    } catch (error) {
      if (!isAppError(error, 'remote', 'timeout', 'rate-limited') || ++failures >= toleratedFailures)
        throw error;
      waitMs = longestMs;
    }
    await clock.sleep(waitMs, signal);
  }
}
