// An endpoint as REST v2 shows it. `origin` is where this Local RunPod answers.
import { memoryOf } from '../control/cpu';
import { splitGpuIds } from '../control/gpuPools';
import type { EndpointRecord } from '../store/records';
import { hasIdleTimeout } from './endpointChange';

export function endpointBody(endpoint: EndpointRecord, origin: string) {
  const { container } = endpoint;
  return {
    id: endpoint.id,
    name: endpoint.name,
    type: endpoint.type === 'LB' ? 'LOAD_BALANCER' : 'QUEUE',
    requestUrls: requestUrls(endpoint, origin),
    ...container,
    ...computeOf(endpoint),
    workers: {
      min: endpoint.workersMin,
      max: endpoint.workersMax,
      ...(hasIdleTimeout(endpoint) ? { idleTimeout: endpoint.idleTimeout } : {}),
    },
    scaling:
      endpoint.scalerType === 'QUEUE_DELAY'
        ? { type: 'QUEUE_DELAY', queueDelay: endpoint.scalerValue }
        : { type: 'REQUEST_COUNT', requestCount: endpoint.scalerValue },
    dataCenterIds: endpoint.locations.split(',').filter(Boolean),
    networkVolumes: endpoint.networkVolumeIds,
    timeout: endpoint.executionTimeoutMs,
    flashboot: endpoint.flashBootType,
    createdAt: endpoint.createdAt,
  };
}

function computeOf(endpoint: EndpointRecord) {
  if (endpoint.cpu.length > 0) {
    return { gpu: null, cpu: endpoint.cpu.map(choice => ({ ...choice, memory: memoryOf(choice) })) };
  }
  const { pools, excludedTypes } = splitGpuIds(endpoint.gpuIds);
  if (pools.length === 0) return { gpu: null };
  return {
    gpu: {
      pools,
      excludedTypes,
      count: Math.max(1, endpoint.gpuCount),
      allowedCudaVersions: endpoint.allowedCudaVersions,
      minCudaVersion: endpoint.minCudaVersion || null,
    },
  };
}

function requestUrls({ type, id }: EndpointRecord, origin: string) {
  const balanced = `${origin}/lb/${id}`;
  if (type === 'LB') return { base: balanced, health: `${balanced}/ping` };
  const base = `${origin}/job/v2/${id}`;
  return {
    run: `${base}/run`,
    runSync: `${base}/runsync`,
    status: `${base}/status/{job_id}`,
    stream: `${base}/stream/{job_id}`,
    cancel: `${base}/cancel/{job_id}`,
    retry: `${base}/retry/{job_id}`,
    purgeQueue: `${base}/purge-queue`,
    health: `${base}/health`,
  };
}
