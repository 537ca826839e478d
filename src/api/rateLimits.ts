// One gate per scope that all requests pass: closed while the far side has told us to wait (429, or a quota
// window with nothing left). Quotas differ per account, so they are read from the headers, never assumed.
import type { Clock } from '../base/clock';
import { Emitter } from '../base/emitter';
import { AppError } from '../base/errors';

/** A quota window of REST v2's `RateLimit` header. */
export interface QuotaWindow {
  readonly name: string;
  readonly remaining: number;
  /** Seconds until the window starts anew. */
  readonly resetSeconds: number;
}

/** A window of REST v2's `RateLimit-Policy` header: so many requests in so many seconds. */
export interface Quota {
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
}

/** Waits longer than this are told to the caller instead of sat out. */
export const longestWaitMs = 60_000;

export class RateLimits {
  private readonly closedUntil = new Map<string, number>();
  private readonly changed = new Emitter<{ scope: string; untilMs: number }>();
  /** A gate closed; `untilMs` is when it opens. */
  readonly onClosed = this.changed.event;
  private policy: readonly Quota[] = [];

  constructor(private readonly clock: Clock) {}

  /** As last served; empty before that. */
  get quotas(): readonly Quota[] {
    return this.policy;
  }

  /** Ms until the gate of a scope opens; 0 when it is open. */
  waitMs(scope: string): number {
    return Math.max(0, (this.closedUntil.get(scope) ?? 0) - this.clock.now());
  }

  /** Waits for the gate; throws `rate-limited` when that would take over a minute. */
  async pass(scope: string, signal?: AbortSignal): Promise<void> {
    for (let waitMs = this.waitMs(scope); waitMs > 0; waitMs = this.waitMs(scope)) {
      if (waitMs > longestWaitMs) throw rateLimited(waitMs);
      await this.clock.sleep(waitMs, signal);
    }
  }

  /** Learns from any reply's headers. */
  learn(scope: string, reply: Response): void {
    const quotas = parsePolicy(reply.headers.get('ratelimit-policy'));
    if (quotas.length > 0) this.policy = quotas;
    const waitMs = reply.status === 429 ? waitAfter429(reply.headers) : spentWindowMs(reply.headers);
    if (waitMs <= 0) return;
    const untilMs = this.clock.now() + waitMs;
    if (untilMs <= (this.closedUntil.get(scope) ?? 0)) return;
    this.closedUntil.set(scope, untilMs);
    this.changed.fire({ scope, untilMs });
  }
}

export function rateLimited(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000);
  return new AppError('rate-limited', `RunPod asks us to wait ${seconds} s before the next request.`, {
    remedy: 'Try again then. Closing views that refresh themselves lowers the number of requests.',
    status: 429,
    retryAfterMs: waitMs,
  });
}

/** `"minute";r=0;t=12, "hour";r=2800;t=1812` (structured field list; REST v2 specification). */
export function parseRateLimit(header: string | null): QuotaWindow[] {
  return (header ?? '').split(',').flatMap(item => {
    const name = /^\s*"([^"]*)"/.exec(item)?.[1];
    const remaining = /;\s*r=(\d+)/.exec(item)?.[1];
    const reset = /;\s*t=(\d+)/.exec(item)?.[1];
    if (name === undefined || remaining === undefined || reset === undefined) return [];
    return [{ name, remaining: Number(remaining), resetSeconds: Number(reset) }];
  });
}

/** `"minute";q=60;w=60, "hour";q=3000;w=3600` (structured field list; REST v2 specification). */
export function parsePolicy(header: string | null): Quota[] {
  return (header ?? '').split(',').flatMap(item => {
    const name = /^\s*"([^"]*)"/.exec(item)?.[1];
    const requests = Number(/;\s*q=(\d+)/.exec(item)?.[1]);
    const seconds = Number(/;\s*w=(\d+)/.exec(item)?.[1]);
    return name !== undefined && requests > 0 && seconds > 0 ? [{ name, requests, seconds }] : [];
  });
}

function spentWindowMs(headers: Headers): number {
  const spent = parseRateLimit(headers.get('ratelimit')).filter(window => window.remaining === 0);
  return Math.max(0, ...spent.map(window => window.resetSeconds * 1000));
}

/** The job API documents no headers with its 429: 10 s is the length of its windows. */
function waitAfter429(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.max(seconds, 0.5) * 1000;
  return spentWindowMs(headers) || 10_000;
}
