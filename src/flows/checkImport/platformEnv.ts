// The variables of the platform that a worker's code may ask for while it is imported. Nothing answers at the addresses:
// start() is never really called.
import type { ImportPlan } from './importPlan';

const nowhere = 'http://127.0.0.1:9/worker/v2/import';

export function platformEnv({ env, unbuffered }: ImportPlan): Record<string, string> {
  return {
    ...env,
    RUNPOD_LOG_LEVEL: 'INFO',
    RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
    RUNPOD_SKIP_GPU_CHECK: 'true',
    RUNPOD_WEBHOOK_GET_JOB: `${nowhere}/job-take/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_POST_OUTPUT: `${nowhere}/job-done/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
    RUNPOD_WEBHOOK_POST_STREAM: `${nowhere}/job-stream/$RUNPOD_POD_ID/$ID?gpu=LOCAL`,
    RUNPOD_ENDPOINT_ID: 'import',
    RUNPOD_POD_ID: 'import',
    RUNPOD_POD_HOSTNAME: 'import-local',
    RUNPOD_DC_ID: 'LOCAL',
    RUNPOD_GPU_COUNT: '0',
    ...(unbuffered ? { PYTHONUNBUFFERED: '1' } : {}),
  };
}
