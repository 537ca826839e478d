// The history of an endpoint's logs as the platform has it, once: every worker's stream is read until it falls silent.
// What an earlier session had is not told again; lines are in the order of their time stamps.
import type { Clock } from '../base/clock';
import { isAppError } from '../base/errors';
import { linkedAbort } from '../base/linkedAbort';
import { type TailItem, timeOf } from './line';
import { cleanLine, logLine } from './logLine';
import { ResumePoint } from './resumePoint';
import type { TailEndpointOptions, TailPort } from './tailEndpoint';

/** A stream that says nothing for this long has told its history. */
const quietMs = 1_500;
/** A stream that never falls silent has told its history by then. */
const longestMs = 8_000;

/** Throws `not-found` when the endpoint, or a worker asked for by name, is not there. */
export async function logSnapshot(
  port: TailPort,
  options: TailEndpointOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<TailItem[]> {
  const { workerId } = options;
  const ids = workerId === undefined ? await port.workers(signal) : [workerId];
  const perWorker = await Promise.all(ids.map(id => snapshotOf(id, port, options, { clock, signal })));
  return perWorker.flat().sort((a, b) => timeOf(a) - timeOf(b));
}

async function snapshotOf(
  workerId: string,
  port: TailPort,
  options: TailEndpointOptions,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<TailItem[]> {
  const { endpointId, start, resume, secrets } = options;
  const items: TailItem[] = [];
  const point = resume?.get(workerId) ?? new ResumePoint();
  const link = linkedAbort(clock, quietMs, signal);
  const endsAt = clock.now() + longestMs;
  try {
    for await (const raw of port.stream(workerId, point.open(start), link.signal)) {
      link.postpone(Math.max(0, Math.min(quietMs, endsAt - clock.now())));
      const event = { ...raw, line: cleanLine(raw.line, secrets) };
      const novelty = point.judge(event);
      if (novelty === 'repeat') continue;
      const from = point.lastTs;
      if (novelty === 'after-gap' && from) items.push({ gap: { from, to: event.ts, workerId } });
      point.add(event);
      items.push(logLine(endpointId, workerId, event));
    }
  } catch (error) {
    const gone = isAppError(error, 'not-found') && (options.workerId === undefined || resume?.has(workerId));
    if (!link.timedOut && !gone) throw error;
  } finally {
    link.dispose();
  }
  return items;
}
