// Making, scaling and deleting endpoints. Making is not repeatable, so a lost answer is looked up instead of sent again;
// deleting wants the name typed, and keeps a copy of all there was.
import type { Cloud } from '../api/cloud';
import type { EndpointChange, NewEndpoint } from '../api/endpointChange';
import { type Clock, isoTime } from '../base/clock';
import { AppError, isAppError } from '../base/errors';
import type { Endpoint } from '../wire/endpoint';
import { type Snapshots, snapshotName } from './snapshots';

export interface NewEndpointOptions {
  readonly name: string;
  readonly image: string;
  /** Pool ids, such as `ADA_24`; the first that has stock is used. */
  readonly pools: readonly string[];
  readonly excludedTypes?: readonly string[];
  readonly gpuCount?: number;
  readonly minWorkers?: number;
  readonly maxWorkers?: number;
  /** Seconds. */
  readonly idleTimeout?: number;
  /** Seconds a job may wait before another worker starts. */
  readonly queueDelay?: number;
  /** Makes it a load-balancing endpoint: open requests a worker before another one starts. */
  readonly openRequests?: number;
  /** Execution timeout of a job in ms. */
  readonly timeoutMs?: number;
  /** Never left to the platform: its doors disagree about the default. */
  readonly flashboot?: NewEndpoint['flashboot'];
  readonly env?: Readonly<Record<string, string>>;
  readonly diskGb?: number;
  /** Registry credential id. */
  readonly registry?: string;
}

export const newEndpointDefaults = {
  gpuCount: 1,
  minWorkers: 0,
  maxWorkers: 3,
  idleTimeout: 5,
  queueDelay: 4,
  timeoutMs: 600_000,
  flashboot: 'FLASHBOOT',
  diskGb: 20,
} as const satisfies Partial<NewEndpointOptions>;

/** Throws `conflict` for a name that is taken, `usage` for settings that cannot be. */
export async function createEndpoint(
  cloud: Cloud,
  options: NewEndpointOptions,
  signal?: AbortSignal,
): Promise<Endpoint> {
  const input = inputOf(options);
  const before = await cloud.endpoints.list(signal);
  const taken = before.find(({ name }) => plainName(name) === plainName(input.name));
  if (taken) {
    throw new AppError('conflict', `There is already an endpoint ${taken.name} (${taken.id}).`, {
      remedy: 'Choose another name, or change that one.',
    });
  }
  try {
    return await cloud.endpoints.create(input, signal);
  } catch (error) {
    if (!isAppError(error, 'remote', 'timeout') || isRefusal(error.status)) throw error;
    const made = await madeMeanwhile(cloud, before, input.name);
    if (made) return made;
    throw error;
  }
}

export interface ScaleOptions {
  readonly min?: number;
  readonly max?: number;
  /** Seconds. */
  readonly idleTimeout?: number;
  readonly scaling?: EndpointChange['scaling'];
  readonly timeoutMs?: number;
  readonly flashboot?: EndpointChange['flashboot'];
}

/** Workers, idle timeout and scaling: prompt, without a new release. What is not named stays as it is. */
export async function scaleEndpoint(
  cloud: Cloud,
  endpointId: string,
  { min, max, idleTimeout, scaling, timeoutMs, flashboot }: ScaleOptions,
  signal?: AbortSignal,
): Promise<Endpoint> {
  const workers = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(idleTimeout !== undefined && { idleTimeout }),
  };
  const change: EndpointChange = {
    ...(Object.keys(workers).length > 0 && { workers }),
    ...(scaling && { scaling }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(flashboot && { flashboot }),
  };
  if (Object.keys(change).length === 0) throw new AppError('usage', 'Nothing to change was named.');
  return cloud.endpoints.update(endpointId, change, signal);
}

export interface DeletedEndpoint {
  readonly id: string;
  readonly name: string;
  /** Where a copy of its settings is kept. */
  readonly snapshot: string;
  /** The template it was bound to; it is still there. */
  readonly templateId: string | undefined;
}

/** Throws `refused` unless `typedName` is the endpoint's name. Its template stays, a copy of everything is kept. */
export async function deleteEndpoint(
  cloud: Cloud,
  { endpointId, typedName }: { readonly endpointId: string; readonly typedName: string },
  { snapshots, clock }: { readonly snapshots: Snapshots; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<DeletedEndpoint> {
  const endpoint = await cloud.endpoints.get(endpointId, signal);
  if (typedName.trim() !== endpoint.name) {
    throw new AppError('refused', `"${typedName}" is not the name of endpoint ${endpoint.name}.`, {
      remedy: 'Nothing was deleted. Type the name exactly to delete it.',
    });
  }
  const bound = await cloud.endpoints.bound(endpointId, signal);
  const content = { kind: 'endpoint', keptAt: isoTime(clock.now()), endpoint, bound };
  const snapshot = await snapshots.keep(snapshotName(`endpoint-${endpointId}`, clock), content);
  await cloud.endpoints.delete(endpointId, signal);
  return { id: endpointId, name: endpoint.name, snapshot, templateId: bound.templateId ?? undefined };
}

/** Older back ends append `-fb` to the names of FlashBoot endpoints. */
export function plainName(name: string): string {
  return name.trim().replace(/ ?-fb$/, '');
}

function inputOf(options: NewEndpointOptions): NewEndpoint {
  const { name, image, pools, excludedTypes, env, registry, ...rest } = options;
  if (plainName(name).length < 3) {
    throw new AppError('usage', 'The name of an endpoint needs at least 3 characters.');
  }
  if (image.trim() === '') throw new AppError('usage', 'The image is empty.');
  if (pools.length === 0) throw new AppError('usage', 'Name at least one GPU pool.');
  const set = { ...newEndpointDefaults, ...rest };
  return {
    name: name.trim(),
    image,
    disk: set.diskGb,
    ...(env && { env }),
    ...(registry !== undefined && { registry }),
    gpu: { pools, ...(excludedTypes?.length && { excludedTypes }), count: set.gpuCount },
    workers: { min: set.minWorkers, max: set.maxWorkers, idleTimeout: set.idleTimeout },
    ...scalingOf(options),
    timeout: set.timeoutMs,
    flashboot: set.flashboot,
  };
}

/** Load-balancing endpoints have no queue that could be late: they scale by their open requests only. */
function scalingOf({ openRequests, queueDelay }: NewEndpointOptions): Pick<NewEndpoint, 'type' | 'scaling'> {
  if (openRequests === undefined) {
    const seconds = queueDelay ?? newEndpointDefaults.queueDelay;
    return { scaling: { type: 'QUEUE_DELAY', queueDelay: seconds } };
  }
  if (queueDelay !== undefined) {
    throw new AppError('usage', 'A load-balancing endpoint has no queue, so nothing waits in it.', {
      remedy: 'Leave the queue delay out; another worker starts by the number of open requests.',
    });
  }
  return { type: 'LOAD_BALANCER', scaling: { type: 'REQUEST_COUNT', requestCount: openRequests } };
}

/** A 4xx says that nothing was done. */
function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500;
}

/** The endpoint of this name that was not there before: ours, whose answer was lost. */
async function madeMeanwhile(
  cloud: Cloud,
  before: readonly Endpoint[],
  name: string,
): Promise<Endpoint | undefined> {
  const known = new Set(before.map(({ id }) => id));
  const now = await cloud.endpoints.list().catch(() => []);
  return now.find(each => !known.has(each.id) && plainName(each.name) === plainName(name));
}
