// The logs of an endpoint's workers, for the log view and `logs`: what is kept on disk, what the platform still has, and
// what follows. Lines that come are kept, by one process for each endpoint.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import { endsOf, SharedCapture } from '../logs/capture/sharedCapture';
import type { TailItem } from '../logs/line';
import type { ResumePoint, StreamStart } from '../logs/resumePoint';
import { logSnapshot } from '../logs/snapshot';
import { runTail, type TailEndpointOptions, type TailPort } from '../logs/tailEndpoint';
import type { TailState } from '../logs/tailWorker';
import type { Worker } from '../wire/endpoint';
import type { LogSource } from '../wire/logEvent';

export interface TailLogsOptions {
  readonly endpointId: string;
  readonly workerId?: string | undefined;
  /** RFC 3339, or an age such as `90s`, `15m`, `2h`, `1d`. */
  readonly since?: string | undefined;
  /** Lines of history per worker, 0–5000; 100 by default. */
  readonly tail?: number | undefined;
  readonly source?: LogSource | undefined;
  /** What the connection to each worker is doing. */
  readonly onState?: (state: TailState) => void;
  /** The workers as the platform lists them, each time they are asked for. */
  readonly onWorkers?: (workers: readonly Worker[]) => void;
  /** Values that must not be shown or kept, whatever they look like. */
  readonly secrets?: readonly string[] | undefined;
  /** How often workers are looked for; 2 s by default. */
  readonly pollMs?: number | undefined;
  /** Where lines are kept; nothing is read or written without it. */
  readonly folder?: string | undefined;
  /** Where the streams go on, for who has read what is on disk; else that is read here. */
  readonly resume?: ReadonlyMap<string, ResumePoint> | undefined;
}

const defaultTail = 100;
const maxTail = 5_000;

export type Emit = (item: TailItem) => Promise<void> | undefined;

/** Hands what is new, beyond what is on disk, to `emit` until the signal aborts. Throws `not-found` for no endpoint. */
export async function followLogs(
  cloud: Cloud,
  options: TailLogsOptions & { readonly emit: Emit },
  { clock }: { readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  await capturing(options, clock, async (request, keep) => {
    const emit: Emit = item => both(keep(item), options.emit(item));
    await runTail(portOf(cloud, options), { ...request, emit }, clock, signal);
  });
}

/** What the platform has beyond what is on disk. Throws `not-found` for no endpoint, or a worker nobody knows. */
export async function catchUpLogs(
  cloud: Cloud,
  options: TailLogsOptions,
  { clock }: { readonly clock: Clock },
  signal: AbortSignal,
): Promise<TailItem[]> {
  return capturing(options, clock, async (request, keep) => {
    const items = await logSnapshot(portOf(cloud, options), request, clock, signal);
    for (const item of items) await keep(item);
    return items;
  });
}

type Request = TailEndpointOptions;

async function capturing<T>(
  options: TailLogsOptions,
  clock: Clock,
  work: (request: Request, keep: Emit) => Promise<T>,
): Promise<T> {
  const { endpointId, workerId, source, onState, secrets, folder, pollMs } = options;
  const start: StreamStart = { ...(source && { source }), ...beginning(options, clock) };
  const request = { endpointId, workerId, start, onState, secrets, pollMs };
  if (folder === undefined) return work(request, () => undefined);
  const capture = new SharedCapture({ folder, endpointId, clock });
  try {
    await capture.begin();
    const resume = options.resume ?? (await endsOf({ folder, endpointId }));
    return await work({ ...request, resume }, item => capture.keep(item));
  } finally {
    await capture.close();
  }
}

function portOf(cloud: Cloud, { endpointId, onWorkers }: TailLogsOptions): TailPort {
  return {
    async workers(stop) {
      const { workers } = await cloud.endpoints.workers(endpointId, stop);
      onWorkers?.(workers);
      return workers.map(worker => worker.id);
    },
    stream: (id, start, stop) => cloud.logs.stream(endpointId, id, start, stop),
  };
}

function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  return a && b ? Promise.all([a, b]).then(() => undefined) : (a ?? b);
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
