// Memory of a worker from /proc; where there is none, nothing is told. The heartbeat process of the SDK is a fork that
// shares the model's pages with the worker, so each page is counted once (PSS): resident sizes would add the model twice.
import { readFile } from 'node:fs/promises';
import { groupMembers } from './group';

/** Bytes of all processes of a group together. */
export async function groupMemoryBytes(leader: number): Promise<number | undefined> {
  const members = await groupMembers(leader);
  if (members.length === 0) return undefined;
  const sizes = await Promise.all(members.map(proportionalBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The most a process ever had resident, as the kernel counts it: no peak between two looks is missed. */
export async function highWaterBytes(pid: number): Promise<number | undefined> {
  return kilobytes(await textOf(`/proc/${pid}/status`), 'VmHWM');
}

/** Older kernels know no shares: there shared pages are counted per process. */
async function proportionalBytes(pid: number): Promise<number> {
  const shares = kilobytes(await textOf(`/proc/${pid}/smaps_rollup`), 'Pss');
  return shares ?? kilobytes(await textOf(`/proc/${pid}/status`), 'VmRSS') ?? 0;
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** The bytes of a line such as `VmHWM:    1234 kB`. */
function kilobytes(text: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
}
