// The rate limits of the job API: requests in 10 s and at the same time, by endpoint and route. Source: runpod docs,
// serverless/endpoints/operation-reference. What running workers add to them is not documented and not counted.
import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../base/clock';
import type { JobVariables } from './plane';

interface Limit {
  /** Requests in a window of 10 s. */
  readonly requests: number;
  readonly concurrent?: number;
}

const windowMs = 10_000;
const limits: Readonly<Record<string, Limit>> = {
  run: { requests: 1_000, concurrent: 200 },
  runsync: { requests: 2_000, concurrent: 400 },
  status: { requests: 2_000, concurrent: 400 },
  stream: { requests: 2_000, concurrent: 400 },
  cancel: { requests: 100, concurrent: 20 },
  'purge-queue': { requests: 2 },
  requests: { requests: 10, concurrent: 2 },
};

interface Use {
  count: number;
  endsAt: number;
  open: number;
}

export class JobRateLimits {
  private readonly uses = new Map<string, Use>();

  constructor(private readonly clock: Clock) {}

  /**
   * Counts a request. Answers the function that ends it, or the seconds after which to come again.
   * `route` is the first word after the endpoint; a route without a limit always gets through.
   */
  enter(endpointId: string, route: string): (() => void) | number {
    const limit = limits[route];
    if (!limit) return () => undefined;
    const use = this.useOf(`${endpointId}/${route}`);
    use.count++;
    const leftMs = use.endsAt - this.clock.now();
    if (use.count > limit.requests) return Math.ceil(leftMs / 1_000);
    if (limit.concurrent !== undefined && use.open >= limit.concurrent) return 1;
    use.open++;
    return () => {
      use.open--;
    };
  }

  private useOf(key: string): Use {
    const now = this.clock.now();
    const known = this.uses.get(key);
    if (known && known.endsAt > now) return known;
    const fresh = { count: 0, endsAt: now + windowMs, open: known?.open ?? 0 };
    if (known) Object.assign(known, fresh);
    else this.uses.set(key, fresh);
    return known ?? fresh;
  }
}

/** Refuses with 429 what is beyond the limits, when the settings say so. */
export function limitRates(clock: Clock): MiddlewareHandler<{ Variables: JobVariables }> {
  const rates = new JobRateLimits(clock);
  return async (c, next) => {
    if (c.get('platform').settings.overQuota === 'answer') return next();
    const route = c.req.path.split('/')[4] ?? '';
    const entered = rates.enter(c.get('endpoint').id, route);
    if (typeof entered === 'number') {
      return c.json({ error: 'too many requests' }, 429, { 'Retry-After': String(entered) });
    }
    try {
      return await next();
    } finally {
      entered();
    }
  };
}
