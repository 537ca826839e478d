// The file that tells the editor and every other command where Local RunPod answers. It holds the key: mode 0600.
// One Local RunPod per state folder: a second one would fight over workers and the saved endpoints.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../base/errors';
import { type LocalRunPodInfo, localRunPodSchema } from '../../wire/localRunPod';
import { isAlive } from '../runtimes/process/fileLock';
import { writeAtomically } from '../store/account';

export const discoveryFileName = 'local-runpod.json';

/** Throws `conflict` when a living Local RunPod has this state folder. */
export function refuseSecond(stateFolder: string): void {
  const info = readDiscovery(stateFolder);
  if (!info || info.pid === process.pid || !isAlive(info.pid)) return;
  throw new AppError('conflict', `Local RunPod runs already at ${info.url} (process ${info.pid}).`, {
    remedy: 'Use that one, stop it with "runpod-worker-dev local down", or name another folder with --state.',
  });
}

export function announce(stateFolder: string, info: LocalRunPodInfo): void {
  writeAtomically(join(stateFolder, discoveryFileName), JSON.stringify(info));
}

/** The same for a folder that is not ours: leaves it alone when a living Local RunPod has it. */
export function announceIfFree(folder: string, info: LocalRunPodInfo): void {
  const other = readDiscovery(folder);
  if (other && isAlive(other.pid)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  announce(folder, info);
}

/** Removes the file if it is still ours. */
export function withdraw(stateFolder: string): void {
  if (readDiscovery(stateFolder)?.pid === process.pid)
    rmSync(join(stateFolder, discoveryFileName), { force: true });
}

function readDiscovery(stateFolder: string): LocalRunPodInfo | undefined {
  try {
    return localRunPodSchema.parse(JSON.parse(readFileSync(join(stateFolder, discoveryFileName), 'utf8')));
  } catch {
    return undefined;
  }
}
