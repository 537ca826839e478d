// A lock between processes, for the cache of Python environments. The lock file holds the owner's pid; the lock of an
// owner that died is broken, so that a killed Local RunPod never blocks the next.
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../../base/clock';

const pollMs = 200;

/** Runs `work` while holding `path`; calls `onWait` once when somebody else holds it. */
export async function withFileLock<T>(
  path: string,
  { clock, signal, onWait }: { clock: Clock; signal: AbortSignal; onWait: () => void },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  for (let tries = 0; !(await create(path)); tries++) {
    if (tries === 0) onWait();
    if (!(await breakAbandoned(path))) await clock.sleep(pollMs, signal);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** One breaker at a time, and it looks again: two could else remove what one of them just made. */
async function breakAbandoned(path: string): Promise<boolean> {
  if (!(await isAbandoned(path))) return false;
  const breaker = `${path}.breaking`;
  if (!(await create(breaker))) {
    if (await isAbandoned(breaker)) await rm(breaker, { force: true });
    return false;
  }
  try {
    if (await isAbandoned(path)) await rm(path, { force: true });
    return true;
  } finally {
    await rm(breaker, { force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  return owner > 0 && !isAlive(owner);
}

/** Whether a process with this pid exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
