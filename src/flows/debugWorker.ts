// Brings a worker of Local RunPod to where a debugger can attach: run from its folder, waiting before its first line.
import type { LocalDebug } from '../api/localDebug';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import type { Progress } from '../base/ports';

export interface DebuggedWorker {
  readonly workerId: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** The copy of the folder that the process runs. */
  readonly folder: string;
}

export interface DebugPlan {
  readonly endpointId: string;
  /** Absolute. */
  readonly folder: string;
}

const pollMs = 200;
/** debugpy may have to be installed, and the requirements of the folder too. */
const startTimeoutMs = 300_000;

/**
 * Starts it, or starts it anew. Throws `timeout` when no worker comes up; what a worker says meanwhile is in its log.
 */
export async function startDebugged(
  debug: LocalDebug,
  { endpointId, folder }: DebugPlan,
  { clock, progress }: { readonly clock: Clock; readonly progress: Progress },
  signal: AbortSignal,
): Promise<DebuggedWorker> {
  const before = new Set((await debug.workers(endpointId, signal)).map(worker => worker.debug?.port));
  progress.report({ message: 'Starting the worker under the debugger' });
  await debug.begin(endpointId, folder, signal);
  const deadline = clock.now() + startTimeoutMs;
  while (clock.now() < deadline) {
    const workers = await debug.workers(endpointId, signal);
    const found = workers.find(worker => worker.debug && !before.has(worker.debug.port));
    if (found?.debug) return { workerId: found.id, ...found.debug };
    await clock.sleep(pollMs, signal);
  }
  throw new AppError('timeout', 'No worker started under the debugger within five minutes.', {
    remedy: 'Look at its logs: run "RunPod: Tail Logs".',
  });
}
