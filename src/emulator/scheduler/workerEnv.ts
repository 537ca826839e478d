// The environment of a worker: the template's variables and the platform's own, as the SDK expects them
// (placeholders are replaced by the SDK itself: `$ID` is the worker in job-take and the job in the others).
import { availableParallelism } from 'node:os';
import type { Env } from '../../wire/container';
import { portVariables } from '../balancer/ports';
import type { Settings } from '../settings';
import type { EndpointRecord } from '../store/records';
import { type Secrets, withSecrets } from './secrets';
import type { LocalWorker } from './worker';

export interface EnvContext {
  /** Where workers reach Local RunPod. */
  readonly origin: string;
  readonly settings: Settings;
  readonly endpoint: EndpointRecord | undefined;
  readonly secrets: Secrets;
}

export function workerEnv(worker: LocalWorker, { origin, settings, endpoint, secrets }: EnvContext): Env {
  const plane = `${origin}/worker/v2/${worker.endpointId}`;
  return {
    // A template may say otherwise.
    RUNPOD_LOG_LEVEL: 'INFO',
    RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
    RUNPOD_SKIP_GPU_CHECK: 'true',
    RUNPOD_ALLOW_PRIVATE_DOWNLOAD_URLS: 'true',
    PYTHONUNBUFFERED: '1',
    ...withSecrets(worker.release.container.env, secrets),
    // These are the platform's.
    ...portVariables(worker.ports),
    RUNPOD_WEBHOOK_GET_JOB: `${plane}/job-take/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_POST_OUTPUT: `${plane}/job-done/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_POST_STREAM: `${plane}/job-stream/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_PING: `${plane}/ping/$RUNPOD_POD_ID?gpu=LOCAL`,
    RUNPOD_PING_INTERVAL: String(settings.pingIntervalMs),
    // Good for this worker's own routes only, under each name by which the platform gives a key.
    RUNPOD_AI_API_KEY: worker.token,
    RUNPOD_API_KEY: worker.token,
    RUNPOD_ENDPOINT_SECRET: worker.token,
    RUNPOD_ENDPOINT_ID: worker.endpointId,
    RUNPOD_POD_ID: worker.id,
    RUNPOD_POD_HOSTNAME: `${worker.id}-local`,
    RUNPOD_DC_ID: 'LOCAL',
    RUNPOD_GPU_COUNT: String(endpoint?.cpu.length ? 0 : (endpoint?.gpuCount ?? 0)),
    RUNPOD_CPU_COUNT: String(availableParallelism()),
    RUNPOD_PUBLIC_IP: '127.0.0.1',
    ...(endpoint?.networkVolumeIds[0] ? { RUNPOD_VOLUME_ID: endpoint.networkVolumeIds[0] } : {}),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}
