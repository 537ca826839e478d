// The RateLimit headers of REST v2: remaining requests per minute, hour and day, and how long to wait when there are none.
import type { Clock } from '../../base/clock';

interface Window {
  readonly name: string;
  readonly quota: number;
  readonly seconds: number;
}

interface Counted {
  readonly headers: Readonly<Record<string, string>>;
  /** The first window that is spent, and the seconds until it starts anew; undefined while there is room. */
  readonly spent: { readonly window: string; readonly seconds: number } | undefined;
}

export class RateWindows {
  private readonly used = new Map<string, { count: number; endsAt: number }>();
  private readonly windows: readonly Window[];

  constructor(
    private readonly clock: Clock,
    perMinute: number,
  ) {
    this.windows = [
      { name: 'minute', quota: perMinute, seconds: 60 },
      { name: 'hour', quota: perMinute * 50, seconds: 3_600 },
      { name: 'day', quota: Math.round(perMinute * 833.4), seconds: 86_400 },
    ];
  }

  /** Counts one request. */
  count(): Counted {
    const states = this.windows.map(window => ({ window, ...this.countIn(window) }));
    const over = states.find(({ window, count }) => count > window.quota);
    return {
      headers: {
        RateLimit: states
          .map(({ window, count, t }) => `"${window.name}";r=${Math.max(0, window.quota - count)};t=${t}`)
          .join(', '),
        'RateLimit-Policy': this.windows
          .map(({ name, quota, seconds }) => `"${name}";q=${quota};w=${seconds}`)
          .join(', '),
      },
      spent: over && { window: over.window.name, seconds: over.t },
    };
  }

  private countIn({ name, seconds }: Window): { readonly count: number; readonly t: number } {
    const now = this.clock.now();
    const known = this.used.get(name);
    const current = known && known.endsAt > now ? known : { count: 0, endsAt: now + seconds * 1000 };
    current.count++;
    this.used.set(name, current);
    return { count: current.count, t: Math.ceil((current.endsAt - now) / 1000) };
  }
}
