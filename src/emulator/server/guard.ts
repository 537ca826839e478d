// Who may talk to Local RunPod. A foreign Host header means that a web page in a browser reached us by a name that it
// controls (DNS rebinding): 403, whatever key it has. Everything else needs the key of this run.
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Refuses requests that were not addressed to a loopback name. */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  if (!isLoopbackHost(host)) {
    return c.text('Local RunPod answers on 127.0.0.1 only.', 403);
  }
  return next();
};

/** `host` as the header has it, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return loopbackNames.has(host.replace(/:\d+$/, '').toLowerCase());
}

/** Whether the Authorization header carries `secret`, with or without `Bearer`. */
export function carries(c: Context, secret: string): boolean {
  return holdsSecret(c.req.header('authorization'), secret);
}

/** The same of the header itself. */
export function holdsSecret(authorization: string | undefined, secret: string): boolean {
  return same((authorization ?? '').replace(/^Bearer\s+/i, ''), secret);
}

/** As `carries`, but only in the form `Bearer <secret>`. */
export function carriesBearer(c: Context, secret: string): boolean {
  return /^Bearer\s/i.test(c.req.header('authorization') ?? '') && carries(c, secret);
}

/** In the same time whatever `given` is; only its length, which is no secret, may be told from it. */
export function same(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
