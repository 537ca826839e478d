// The history of an endpoint's logs, once: every worker's stream is read until it falls silent, and the lines are
// put in the order of their time stamps.
import type { Clock } from '../base/clock';
import { isAppError } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import type { LogLine } from './line';
import { logLine } from './logLine';
import type { TailEndpointOptions, TailPort } from './tailEndpoint';

/** A stream that says nothing for this long has told its history. */
const quietMs = 1_500;

/** Throws `not-found` when the endpoint, or a worker asked for by name, is not there. */
export async function logSnapshot(
  port: TailPort,
  options: TailEndpointOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<LogLine[]> {
  const { endpointId, workerId, start } = options;
  const ids = workerId === undefined ? await port.workers(signal) : [workerId];
  const perWorker = await Promise.all(
    ids.map(async id => {
      const lines: LogLine[] = [];
      const link = linkedAbort(clock, quietMs, signal);
      try {
        for await (const event of port.stream(id, start, link.signal)) {
          link.postpone(quietMs);
          lines.push(logLine(endpointId, id, event));
        }
      } catch (error) {
        const gone = isAppError(error, 'not-found') && workerId === undefined;
        if (!link.timedOut && !gone) throw error;
      } finally {
        link.dispose();
      }
      return lines;
    }),
  );
  return perWorker.flat().sort((a, b) => compareStamps(a.ts, b.ts));
}

/** Same-zone RFC 3339 stamps with fractions of any length sort as text once the `Z` is out of the way. */
function compareStamps(a: string, b: string): number {
  const [left, right] = [a.replace(/Z$/, ''), b.replace(/Z$/, '')];
  return left < right ? -1 : left > right ? 1 : 0;
}
