// The logs of an endpoint's workers, for the log view and `logs`: the history once, or the history and what follows.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import type { TailItem } from '../logs/line';
import { logSnapshot } from '../logs/snapshot';
import { type TailPort, tailEndpoint } from '../logs/tailEndpoint';
import type { TailState } from '../logs/tailWorker';
import type { LogSource } from '../wire/logEvent';

export interface TailLogsOptions {
  readonly endpointId: string;
  /** `once` ends after the history; `follow` goes on until the signal aborts. */
  readonly mode: 'once' | 'follow';
  readonly workerId?: string | undefined;
  /** RFC 3339, or an age such as `90s`, `15m`, `2h`, `1d`. */
  readonly since?: string | undefined;
  /** Lines of history per worker, 0–5000; 100 by default. */
  readonly tail?: number | undefined;
  readonly source?: LogSource | undefined;
  /** What the connection to each worker is doing. */
  readonly onState?: (state: TailState) => void;
}

const defaultTail = 100;
const maxTail = 5_000;

/** Aborting `signal` ends the iteration. Throws `not-found` for an endpoint or worker that is not there. */
export async function* tailLogs(
  cloud: Cloud,
  options: TailLogsOptions,
  { clock }: { readonly clock: Clock },
  signal: AbortSignal,
): AsyncGenerator<TailItem, void, undefined> {
  const { endpointId, workerId, source, onState } = options;
  const port: TailPort = {
    workers: async stop => (await cloud.endpoints.workers(endpointId, stop)).workers.map(worker => worker.id),
    stream: (id, start, stop) => cloud.logs.stream(endpointId, id, start, stop),
  };
  const start = { ...(source && { source }), ...beginning(options, clock) };
  const tail = { endpointId, workerId, start, onState };
  if (options.mode === 'follow') yield* tailEndpoint(port, tail, clock, signal);
  else yield* await logSnapshot(port, tail, clock, signal);
}

function beginning(
  { since, tail = defaultTail }: TailLogsOptions,
  clock: Clock,
): { since: string } | { tail: number } {
  if (since !== undefined) return { since: parseSince(since, clock) };
  if (Number.isInteger(tail) && tail >= 0 && tail <= maxTail) return { tail };
  throw new AppError('usage', `${tail} is not a number of lines from 0 to ${maxTail}.`);
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** An RFC 3339 time out of a time or an age. Throws `usage`. */
export function parseSince(text: string, clock: Clock): string {
  const age = /^(\d{1,6})\s*([smhd])$/.exec(text.trim());
  const ms = age ? clock.now() - Number(age[1]) * unitMs[age[2] as keyof typeof unitMs] : Date.parse(text);
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new AppError('usage', `"${text.slice(0, 40)}" is neither a time nor an age.`, {
    remedy: 'Write 15m, 2h or a time such as 2026-06-01T12:00:00Z.',
  });
}
