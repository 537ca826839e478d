// The file that tells the editor and every other command where Local RunPod answers. It holds the key: mode 0600.
// One Local RunPod per state folder: a second one would fight over workers and the saved endpoints.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { AppError } from '../../base/errors';
import { type LocalRunPodInfo, localRunPodSchema } from '../../wire/localRunPod';
import { isAlive } from '../runtimes/process/fileLock';
import { writeAtomically } from '../store/account';

/** What `GET /` answers, so that a stranger on our old port is told from us. */
export const greeting = 'Local RunPod';
export const discoveryFileName = 'local-runpod.json';

/** Throws `conflict` when a living Local RunPod has this state folder; another program with its old pid is none. */
export async function refuseSecond(stateFolder: string): Promise<void> {
  const info = readDiscovery(stateFolder);
  if (!info || info.pid === process.pid || !isAlive(info.pid) || !(await answers(info.url))) return;
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

const probeTimeoutMs = 2_000;

function answers(url: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = request(url, { timeout: probeTimeoutMs }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text = (text + chunk).slice(0, 100);
      });
      response.on('end', () => resolve(text.startsWith(greeting)));
    });
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => resolve(false));
    probe.end();
  });
}

function readDiscovery(stateFolder: string): LocalRunPodInfo | undefined {
  try {
    return localRunPodSchema.parse(JSON.parse(readFileSync(join(stateFolder, discoveryFileName), 'utf8')));
  } catch {
    return undefined;
  }
}
