// What a long poll must know about its connection: whether the caller hung up, and whether the answer really left.
import type { Context } from 'hono';

interface NodeBindings {
  readonly outgoing?: {
    readonly writableFinished: boolean;
    once(event: 'close', listener: () => void): unknown;
  };
}

/** Aborts when the caller hangs up. */
export function hangUpSignal(c: Context): AbortSignal {
  return c.req.raw.signal;
}

/** Calls `lost` when the connection closes before the whole answer was written. Without a socket it never does. */
export function onUndelivered(c: Context, lost: () => void): void {
  const outgoing = (c.env as NodeBindings | undefined)?.outgoing;
  outgoing?.once('close', () => {
    if (!outgoing.writableFinished) lost();
  });
}
