// Valid replies of the platform, so that a test states only what matters to it.
import type { Endpoint, ReleaseList, Worker, WorkerList } from '../../src/wire/endpoint';
import type { GraphEndpoint, GraphTemplate } from '../../src/wire/graphql';
import type { Health } from '../../src/wire/job';

export function anEndpoint(fields: Partial<Endpoint> = {}): Endpoint {
  return {
    id: 'ep1',
    name: 'ocr',
    type: 'QUEUE',
    gpu: { pools: ['ADA_24'], count: 1, allowedCudaVersions: [], minCudaVersion: null },
    workers: { min: 0, max: 3, idleTimeout: 5 },
    scaling: { type: 'QUEUE_DELAY', queueDelay: 4 },
    dataCenterIds: [],
    networkVolumes: [],
    timeout: 600_000,
    flashboot: 'OFF',
    createdAt: '2026-06-01T12:00:00Z',
    image: 'registry.test/ocr:1',
    env: {},
    ...fields,
  };
}

export function aWorker(fields: Partial<Worker> = {}): Worker {
  return { id: 'w1', status: 'IDLE', isStale: false, version: 1, gpuCount: 1, ...fields };
}

export function workersOf(...workers: Worker[]): WorkerList {
  const count = (status: string) => workers.filter(worker => worker.status === status).length;
  return {
    workers,
    summary: {
      running: count('RUNNING'),
      idle: count('IDLE'),
      initializing: count('INITIALIZING'),
      throttled: count('THROTTLED'),
      unhealthy: count('UNHEALTHY'),
      total: workers.length,
    },
    endpointVersion: 1,
  };
}

export function releasesAt(version: number, workersOnLatest: number, workersTotal: number): ReleaseList {
  return {
    endpointVersion: version,
    rollout: {
      inProgress: workersOnLatest < workersTotal,
      workersOnLatest,
      workersTotal,
      percentOnLatest: workersTotal === 0 ? 100 : Math.round((100 * workersOnLatest) / workersTotal),
    },
    releases: [
      {
        id: `r${version}`,
        version,
        source: 'MANUAL',
        workerCount: workersOnLatest,
        createdAt: '2026-06-01T12:00:00Z',
        diff: [],
      },
    ],
  };
}

export function aTemplate(fields: Partial<GraphTemplate> = {}): GraphTemplate {
  return {
    id: 't1',
    name: 'ocr-template',
    imageName: 'registry.test/ocr:1',
    dockerArgs: '',
    env: [{ key: 'MODE', value: 'fast' }],
    containerDiskInGb: 20,
    volumeInGb: 0,
    isServerless: true,
    ports: '8000/http',
    startSsh: false,
    readme: 'Reads text.',
    ...fields,
  };
}

export function aGraphEndpoint(fields: Partial<GraphEndpoint> = {}): GraphEndpoint {
  return {
    id: 'ep1',
    name: 'ocr',
    templateId: 't1',
    type: 'QB',
    version: 3,
    gpuIds: 'ADA_24',
    gpuCount: 1,
    workersMin: 0,
    workersMax: 7,
    idleTimeout: 42,
    executionTimeoutMs: 600_000,
    scalerType: 'QUEUE_DELAY',
    scalerValue: 9,
    locations: '',
    networkVolumeId: '',
    flashBootType: 'OFF',
    ...fields,
  };
}

export function healthOf(
  jobs: Partial<Health['jobs']> = {},
  workers: Partial<Health['workers']> = {},
): Health {
  return {
    jobs: { completed: 0, failed: 0, inProgress: 0, inQueue: 0, retried: 0, ...jobs },
    workers: { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0, ...workers },
  };
}
