// How many requests a view may send by itself in a minute, so that polling leaves most of an account's quota to the
// person: half of a short window, and less than a long one gives on average. What somebody asks for is never refused, but counted.
import type { Quota } from '../api/rateLimits';
import type { Clock } from '../base/clock';

const minuteMs = 60_000;
/** Half of the smallest quota that has been seen (60 a minute, REST v2 specification); until one is served. */
const untoldPerMinute = 30;
/** More than this makes no view fresher. */
const mostPerMinute = 90;

/** Requests a minute that views may send by themselves under these quotas. */
export function pollingShare(quotas: readonly Quota[]): number {
  if (quotas.length === 0) return untoldPerMinute;
  const shares = quotas.map(({ requests, seconds }) => {
    const perMinute = (requests * 60) / seconds;
    return seconds <= 60 ? perMinute / 2 : perMinute * 0.8;
  });
  return Math.max(1, Math.floor(Math.min(mostPerMinute, ...shares)));
}

export class RequestBudget {
  private readonly sent: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly share: () => number,
  ) {}

  /** At this moment; what is served may change it. */
  get perMinute(): number {
    return this.share();
  }

  /** Requests counted in the last minute. */
  get used(): number {
    const since = this.clock.now() - minuteMs;
    while (this.sent.length > 0 && (this.sent[0] ?? 0) <= since) this.sent.shift();
    return this.sent.length;
  }

  /** True, and counted, while the minute has room. */
  take(): boolean {
    if (this.used >= this.perMinute) return false;
    this.count();
    return true;
  }

  /** Counts a request that is sent in any case. */
  count(): void {
    this.sent.push(this.clock.now());
  }
}
