// How many requests a view may send by itself in a minute, so that polling leaves most of an account's quota to the
// person. What somebody asks for is never refused, but counted.
import type { Clock } from '../base/clock';

const minuteMs = 60_000;

export class RequestBudget {
  private readonly sent: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly perMinute: number,
  ) {}

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
