// GET /v2/serverless/{id}/workers and /releases: who runs what version, and how far the newest one is rolled out.
import { isoTime } from '../../base/clock';
import type { WorkerStatus } from '../../wire/endpoint';
import type { Platform } from '../platform';
import { type LocalWorker, workerStatus } from '../scheduler/worker';
import type { EndpointRecord } from '../store/records';
import { endpointOf } from './endpoints';
import type { RestContext } from './plane';

export async function listWorkers(c: RestContext): Promise<Response> {
  const platform = c.get('platform');
  const endpoint = endpointOf(c);
  const workers = platform.scheduler.workers(endpoint.id).map(worker => shape(platform, worker, endpoint));
  const count = (status: WorkerStatus) => workers.filter(worker => worker.status === status).length;
  return c.json({
    workers,
    summary: {
      running: count('RUNNING'),
      idle: count('IDLE'),
      initializing: count('INITIALIZING'),
      throttled: count('THROTTLED'),
      unhealthy: count('UNHEALTHY'),
      total: workers.length,
    },
    endpointVersion: endpoint.version,
  });
}

/** Newest first. `diff` may hold env values, as on the platform. */
export async function listReleases(c: RestContext): Promise<Response> {
  const platform = c.get('platform');
  const { id, version } = endpointOf(c);
  const workers = platform.scheduler.workers(id);
  const running = (wanted: number) => workers.filter(worker => worker.version === wanted).length;
  const onLatest = running(version);
  const releases = platform.account.releases
    .list()
    .filter(release => release.endpointId === id)
    .sort((a, b) => b.version - a.version)
    .map(release => ({
      id: release.id,
      version: release.version,
      source: 'MANUAL',
      buildId: null,
      createdByUserId: 'local',
      workerCount: running(release.version),
      createdAt: release.createdAt,
      diff: release.diff.map(entry => ({
        field: entry.field,
        old: entry.old ?? null,
        new: entry.new ?? null,
      })),
    }));
  const rollout = {
    inProgress: onLatest < workers.length,
    workersOnLatest: onLatest,
    workersTotal: workers.length,
    percentOnLatest: workers.length === 0 ? 0 : Math.round((100 * onLatest) / workers.length),
  };
  return c.json({ endpointVersion: version, rollout, releases });
}

function shape(platform: Platform, worker: LocalWorker, endpoint: EndpointRecord) {
  const { startedAt } = worker;
  return {
    id: worker.id,
    status: workerStatus(worker, platform.heldBy(worker)),
    isStale: worker.version !== endpoint.version,
    version: worker.version,
    // Nothing is allocated here: the worker sees the machine's own devices.
    gpuCount: 0,
    image: worker.release.container.image,
    uptimeSeconds: startedAt === undefined ? null : Math.floor((platform.clock.now() - startedAt) / 1000),
    gpuTypeId: null,
    dataCenterId: null,
    startedAt: startedAt === undefined ? null : isoTime(startedAt),
  };
}
