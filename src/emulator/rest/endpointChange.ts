// What a body makes of an endpoint. The same for create and update: a create changes the defaults.
import { gpuIdsOf, pointlessExclusions, splitGpuIds } from '../control/gpuPools';
import type { EndpointRecord } from '../store/records';
import type {
  CreateEndpointBody,
  GpuBody,
  ScalingBody,
  UpdateEndpointBody,
  WorkersBody,
} from './endpointBody';
import { badRequest, invalid } from './problem';

type Body = UpdateEndpointBody | CreateEndpointBody;

/** The endpoint after the body, container aside. Throws 400 or 422 where the platform does. */
export function changed(before: EndpointRecord, body: Body): EndpointRecord {
  const after: EndpointRecord = {
    ...before,
    ...compute(before, body),
    ...scaled(before, body.scaling),
    ...counts(before, body.workers),
    name: body.name ?? before.name,
    executionTimeoutMs: body.timeout ?? before.executionTimeoutMs,
    locations: body.dataCenterIds?.join(',') ?? before.locations,
    networkVolumeIds: body.networkVolumes ?? before.networkVolumeIds,
    flashBootType: body.flashboot ?? before.flashBootType,
  };
  if (!hasIdleTimeout(after) && body.workers?.idleTimeout !== undefined) {
    throw invalid(
      '$.workers.idleTimeout: idleTimeout does not apply to queue-based endpoints scaling on requestCount',
    );
  }
  if (after.type === 'LB' && after.scalerType !== 'REQUEST_COUNT') {
    throw invalid('$.scaling: load-balancing endpoints scale on REQUEST_COUNT');
  }
  if (after.workersMin > after.workersMax)
    throw badRequest('workers.min must not be greater than workers.max');
  return after;
}

export function hasIdleTimeout({ type, scalerType }: Pick<EndpointRecord, 'type' | 'scalerType'>): boolean {
  return type !== 'QB' || scalerType !== 'REQUEST_COUNT';
}

function counts(before: EndpointRecord, workers: WorkersBody | undefined) {
  return {
    workersMin: workers?.min ?? before.workersMin,
    workersMax: workers?.max ?? before.workersMax,
    idleTimeout: workers?.idleTimeout ?? before.idleTimeout,
  };
}

function scaled(before: EndpointRecord, scaling: ScalingBody | undefined) {
  if (!scaling) return { scalerType: before.scalerType, scalerValue: before.scalerValue };
  const scalerValue = scaling.type === 'QUEUE_DELAY' ? scaling.queueDelay : scaling.requestCount;
  return { scalerType: scaling.type, scalerValue };
}

/** The compute family of an endpoint never changes. */
function compute(before: EndpointRecord, { gpu, cpu }: Body): Partial<EndpointRecord> {
  if (gpu && cpu) throw badRequest('specify exactly one of gpu or cpu');
  if (cpu) {
    if (before.gpuIds) throw badRequest('cpu cannot be set on a GPU endpoint');
    if (cpu.some(({ vcpuCount }) => !Number.isInteger(Math.log2(vcpuCount)))) {
      throw badRequest('cpu vcpuCount must be a power of two');
    }
    return { cpu };
  }
  if (!gpu) return {};
  if (before.cpu.length > 0) throw badRequest('gpu cannot be set on a CPU endpoint');
  return withGpu(before, gpu);
}

/** Pools replace the whole selection: without excludedTypes the old exclusions are gone. */
function withGpu(before: EndpointRecord, gpu: GpuBody): Partial<EndpointRecord> {
  const old = splitGpuIds(before.gpuIds);
  const pools = gpu.pools ?? old.pools;
  const excluded = gpu.pools ? (gpu.excludedTypes ?? []).map(type => type.trim()) : old.excludedTypes;
  const pointless = pointlessExclusions(pools, excluded);
  if (pointless.length > 0)
    throw badRequest(`excludedTypes not in the selected pools: ${pointless.join(', ')}`);
  const allowedCudaVersions = gpu.allowedCudaVersions ?? before.allowedCudaVersions;
  const minCudaVersion = gpu.minCudaVersion ?? before.minCudaVersion;
  if (allowedCudaVersions.length > 0 && minCudaVersion !== '') {
    throw badRequest('allowedCudaVersions and minCudaVersion are mutually exclusive');
  }
  return {
    gpuIds: gpuIdsOf(pools, excluded),
    gpuCount: gpu.count ?? before.gpuCount,
    allowedCudaVersions,
    minCudaVersion,
  };
}
