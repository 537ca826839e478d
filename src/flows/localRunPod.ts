// Finds, starts and stops Local RunPod. It runs as a process of its own, found through a file in the state folder;
// a file whose process is gone or does not answer counts for nothing.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import { type LocalRunPodInfo, localRunPodSchema } from '../wire/localRunPod';
import { nodeProcesses, type Processes } from './adapters/processes';

type Env = Readonly<Record<string, string | undefined>>;

const appName = 'runpod-worker-dev';

/** Where Local RunPod keeps its state: `$RUNPOD_WORKER_DEV_STATE`, else the platform's usual place. */
export function localStateFolder(env: Env, home: string = homedir()): string {
  if (env.RUNPOD_WORKER_DEV_STATE) return env.RUNPOD_WORKER_DEV_STATE;
  if (env.LOCALAPPDATA && process.platform === 'win32') return join(env.LOCALAPPDATA, appName);
  return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), appName);
}

/** Where Python environments are cached over runs. */
export function localCacheFolder(env: Env, home: string = homedir()): string {
  if (env.LOCALAPPDATA && process.platform === 'win32') return join(env.LOCALAPPDATA, appName, 'cache');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), appName);
}

/** The Local RunPod of a state folder, if it lives and answers. */
export async function findLocalRunPod(
  stateFolder: string,
  processes: Processes = nodeProcesses,
): Promise<LocalRunPodInfo | undefined> {
  const info = await readDiscovery(stateFolder);
  if (!info || !processes.isAlive(info.pid)) return undefined;
  return (await processes.answers(info.url)) ? info : undefined;
}

export interface StartLocalOptions {
  readonly stateFolder: string;
  /** Absolute path of the bundle `dist/emulator.js`. */
  readonly emulatorScript: string;
  /** 0 or absent for any free one. */
  readonly port?: number | undefined;
  readonly runtime?: 'auto' | 'process' | 'container' | undefined;
  /** The Python that makes environments; found on the PATH else. */
  readonly python?: string | undefined;
  /** It ends with the process of this id; without one it outlives whoever started it. */
  readonly owner?: number | undefined;
}

export interface StartLocalDeps {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly processes?: Processes;
}

const startTimeoutMs = 30_000;

/**
 * The Local RunPod of the state folder: the one that runs, or one started now, which outlives us.
 * Throws what it said when it could not start, `timeout` when it does not answer, `cancelled`.
 */
export async function startLocalRunPod(
  options: StartLocalOptions,
  { clock, env, processes = nodeProcesses }: StartLocalDeps,
  signal?: AbortSignal,
): Promise<LocalRunPodInfo> {
  const running = await findLocalRunPod(options.stateFolder, processes);
  if (running) return running;
  const child = processes.startDetached(options.emulatorScript, argsFor(options), env);
  const settled = new AbortController();
  try {
    const waiting = signal ? AbortSignal.any([signal, settled.signal]) : settled.signal;
    const late = clock.sleep(startTimeoutMs, waiting).then(() => {
      throw new AppError('timeout', `Local RunPod did not answer within ${startTimeoutMs / 1000} s.`, {
        detail: child.complaints(),
      });
    });
    const line = await Promise.race([child.firstLine, late]);
    if (line === undefined) throw couldNotStart(child.complaints());
    const info = localRunPodSchema.parse(JSON.parse(line));
    child.release();
    return info;
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    // A timer left behind would keep the program alive.
    settled.abort();
  }
}

const stopTimeoutMs = 15_000;
const stopPollMs = 100;

/** Ends Local RunPod and its workers: SIGTERM, and SIGKILL when it does not end. */
export async function stopLocalRunPod(
  stateFolder: string,
  { clock, processes = nodeProcesses }: { readonly clock: Clock; readonly processes?: Processes },
): Promise<'stopped' | 'not-running'> {
  const info = await findLocalRunPod(stateFolder, processes);
  if (!info) return 'not-running';
  processes.terminate(info.pid, 'SIGTERM');
  const deadline = clock.now() + stopTimeoutMs;
  while (processes.isAlive(info.pid)) {
    if (clock.now() >= deadline) {
      processes.terminate(info.pid, 'SIGKILL');
      break;
    }
    await clock.sleep(stopPollMs);
  }
  return 'stopped';
}

async function readDiscovery(stateFolder: string): Promise<LocalRunPodInfo | undefined> {
  try {
    const text = await readFile(join(stateFolder, 'local-runpod.json'), 'utf8');
    return localRunPodSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function argsFor({ stateFolder, port, runtime, python, owner }: StartLocalOptions): string[] {
  return [
    '--json',
    ...['--state', stateFolder],
    ...(port ? ['--port', String(port)] : []),
    ...(runtime ? ['--runtime', runtime] : []),
    ...(python ? ['--python', python] : []),
    ...(owner ? ['--owner', String(owner)] : []),
  ];
}

function couldNotStart(complaints: string): AppError {
  return new AppError('refused', complaints || 'Local RunPod ended before it answered.');
}
