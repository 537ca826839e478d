// The RateLimit headers of REST v2: remaining requests per minute, hour and day. Local RunPod counts but never refuses.
import type { Clock } from '../../base/clock';

interface Window {
  readonly name: string;
  readonly quota: number;
  readonly seconds: number;
}

const windows: readonly Window[] = [
  { name: 'minute', quota: 600, seconds: 60 },
  { name: 'hour', quota: 30_000, seconds: 3_600 },
  { name: 'day', quota: 500_000, seconds: 86_400 },
];

export class RateWindows {
  private readonly used = new Map<string, { count: number; endsAt: number }>();

  constructor(private readonly clock: Clock) {}

  /** Counts one request and returns the headers for its answer. */
  count(): Record<string, string> {
    return {
      RateLimit: windows.map(window => this.countIn(window)).join(', '),
      'RateLimit-Policy': windows
        .map(({ name, quota, seconds }) => `"${name}";q=${quota};w=${seconds}`)
        .join(', '),
    };
  }

  private countIn({ name, quota, seconds }: Window): string {
    const now = this.clock.now();
    const known = this.used.get(name);
    const current = known && known.endsAt > now ? known : { count: 0, endsAt: now + seconds * 1000 };
    current.count++;
    this.used.set(name, current);
    const left = Math.max(0, quota - current.count);
    return `"${name}";r=${left};t=${Math.ceil((current.endsAt - now) / 1000)}`;
  }
}
