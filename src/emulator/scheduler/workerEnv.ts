// The environment of a worker: the template's variables and the platform's own, as the SDK expects them
// (placeholders are replaced by the SDK itself: `$ID` is the worker in job-take and the job in the others).
import type { Env } from '../../wire/container';
import type { Settings } from '../settings';
import type { LocalWorker } from './worker';

/** `origin` is where workers reach Local RunPod. */
export function workerEnv(worker: LocalWorker, origin: string, settings: Settings): Env {
  const plane = `${origin}/worker/v2/${worker.endpointId}`;
  return {
    // A template may say otherwise.
    RUNPOD_LOG_LEVEL: 'INFO',
    RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
    RUNPOD_SKIP_GPU_CHECK: 'true',
    RUNPOD_ALLOW_PRIVATE_DOWNLOAD_URLS: 'true',
    PYTHONUNBUFFERED: '1',
    ...worker.release.container.env,
    // These are the platform's.
    RUNPOD_WEBHOOK_GET_JOB: `${plane}/job-take/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_POST_OUTPUT: `${plane}/job-done/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_POST_STREAM: `${plane}/job-stream/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_PING: `${plane}/ping/$RUNPOD_POD_ID?gpu=LOCAL`,
    RUNPOD_PING_INTERVAL: String(settings.pingIntervalMs),
    RUNPOD_AI_API_KEY: worker.token,
    RUNPOD_ENDPOINT_ID: worker.endpointId,
    RUNPOD_POD_ID: worker.id,
    RUNPOD_POD_HOSTNAME: `${worker.id}-local`,
    RUNPOD_DC_ID: 'LOCAL',
    RUNPOD_GPU_COUNT: '0',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}
