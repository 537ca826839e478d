// Changes of an endpoint over REST v2. A PATCH leaves alone what it is not sent, with three exceptions that lose data:
// `env` is replaced whole, `gpu.pools` clears the exclusions, and CUDA limits exclude each other. So what a change does
// not name is read and sent along, and what came back is compared.
import { AppError } from '../base/errors';
import type { Endpoint, Scaling } from '../wire/endpoint';
import { differingFields, notKept } from './readBack';

/** Container settings; each replaces what was there, `env` as a whole. */
export interface ContainerChange {
  readonly image?: string;
  readonly args?: string;
  /** GB. */
  readonly disk?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  /** Registry credential id; null for none. */
  readonly registry?: string | null;
}

export interface EndpointChange extends ContainerChange {
  readonly name?: string;
  readonly workers?: {
    readonly min?: number;
    readonly max?: number;
    /** Seconds, 1–3600. */
    readonly idleTimeout?: number;
  };
  readonly scaling?: Scaling;
  /** Execution timeout of a job in ms. */
  readonly timeout?: number;
  readonly flashboot?: 'OFF' | 'FLASHBOOT' | 'PRIORITY_FLASHBOOT';
  readonly gpu?: {
    readonly pools?: readonly string[];
    /** Stay as they are unless they are given. */
    readonly excludedTypes?: readonly string[];
    readonly count?: number;
  };
  readonly dataCenterIds?: readonly string[];
}

/** A new endpoint. What the platform's defaults would decide is not optional here: they differ from door to door. */
export interface NewEndpoint extends ContainerChange {
  /** QUEUE when it is left out. */
  readonly type?: 'QUEUE' | 'LOAD_BALANCER';
  readonly name: string;
  readonly image: string;
  readonly gpu: {
    readonly pools: readonly string[];
    readonly excludedTypes?: readonly string[];
    readonly count: number;
  };
  readonly workers: { readonly min: number; readonly max: number; readonly idleTimeout: number };
  readonly scaling: Scaling;
  readonly timeout: number;
  readonly flashboot: 'OFF' | 'FLASHBOOT' | 'PRIORITY_FLASHBOOT';
  readonly dataCenterIds?: readonly string[];
}

/** The body of the PATCH that changes `before` as asked and nothing else. Throws `usage` for what cannot be. */
export function patchOf(before: Endpoint, change: EndpointChange): Record<string, unknown> {
  const { workers, gpu, ...rest } = change;
  const body: Record<string, unknown> = { ...rest };
  if (workers) body.workers = mergedWorkers(before, change);
  if (gpu) body.gpu = mergedGpu(before, gpu);
  return body;
}

function mergedWorkers({ workers: before, type }: Endpoint, change: EndpointChange): Record<string, unknown> {
  const { min, max, idleTimeout } = { ...before, ...change.workers };
  checkWorkers({ min, max });
  // Endpoints that wait in a queue and scale by its length have no idle timeout, and refuse one.
  const scaler = change.scaling?.type;
  const hasIdle = scaler === undefined ? before.idleTimeout !== undefined : scaler === 'QUEUE_DELAY';
  const takesIdle = hasIdle || type === 'LOAD_BALANCER';
  if (change.workers?.idleTimeout !== undefined) checkIdle(change.workers.idleTimeout, takesIdle);
  return { min, max, ...(takesIdle && idleTimeout !== undefined && { idleTimeout }) };
}

function mergedGpu({ gpu: before }: Endpoint, change: NonNullable<EndpointChange['gpu']>) {
  if (!change.pools && !change.excludedTypes) return change;
  const pools = change.pools ?? before?.pools ?? [];
  const excludedTypes = change.excludedTypes ?? before?.excludedTypes ?? [];
  return { ...change, pools, ...(excludedTypes.length > 0 && { excludedTypes }) };
}

/** Throws `usage` when it is no range. */
export function checkWorkers({ min, max }: { readonly min: number; readonly max: number }): void {
  if (Number.isInteger(min) && Number.isInteger(max) && min >= 0 && max >= min) return;
  throw new AppError('usage', `Workers from ${min} to ${max} is not a range.`, {
    remedy: 'Give two whole numbers; the maximum must be at least the minimum.',
  });
}

function checkIdle(seconds: number, isTaken: boolean): void {
  if (!isTaken) {
    throw new AppError('usage', 'An endpoint that scales by the number of jobs has no idle timeout.', {
      remedy: 'Let it scale by queue delay, or leave the idle timeout out.',
    });
  }
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return;
  throw new AppError('usage', `An idle timeout of ${seconds} s cannot be set; it is 1 to 3600 s.`);
}

/** Throws `conflict` when a field that was sent is not what came back. */
export function checkKept(sent: Readonly<Record<string, unknown>>, saved: Endpoint): void {
  const differing = Object.keys(sent).flatMap(name => {
    const [a, b] = [sent[name], saved[name]];
    if (name === 'env' || !isPlain(a) || !isPlain(b)) return differingFields({ [name]: a }, { [name]: b });
    return differingFields(a, b).map(member => `${name}.${member}`);
  });
  if (differing.length > 0) throw notKept(`endpoint ${saved.name}`, differing);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
