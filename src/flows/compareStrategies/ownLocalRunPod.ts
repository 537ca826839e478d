// A Local RunPod for one comparison only: nobody else sees its endpoints, it shares nothing with the one in use but the
// Python environments, and it ends with us, however we end.
import { createCloud } from '../../api/createCloud';
import type { HttpOptions } from '../../api/http';
import { createLocalUsage } from '../../api/localUsage';
import { startLocalRunPod, stopLocalRunPod } from '../localRunPod';
import { localTarget } from '../target';
import type { CompareDeps } from './compareStrategies';

export interface OwnLocalOptions extends Pick<HttpOptions, 'clock' | 'log' | 'userAgent'> {
  /** Absolute path of the bundle `dist/emulator.js`. */
  readonly emulatorScript: string;
  readonly python?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Of the process that must be alive. */
  readonly owner: number;
}

export function ownLocalRunPod(
  options: OwnLocalOptions,
): Pick<CompareDeps, 'startLocal' | 'stopLocal' | 'connect'> {
  const { emulatorScript, python, env, owner, ...http } = options;
  return {
    startLocal(stateFolder, signal) {
      // It looks for others, and tells where it answers, in its own folder only.
      const own = { ...env, RUNPOD_WORKER_DEV_STATE: stateFolder };
      const started = { stateFolder, emulatorScript, python, owner, runtime: 'process' } as const;
      return startLocalRunPod(started, { clock: http.clock, env: own }, signal);
    },
    stopLocal: stateFolder => stopLocalRunPod(stateFolder, { clock: http.clock }),
    connect: info => ({
      cloud: localTarget(info, where => createCloud({ ...where, ...http })).cloud,
      usage: createLocalUsage(info, http),
    }),
  };
}
