// One process writes the log of an endpoint: two windows that follow it would keep every line twice. The mark names the
// process; that of one that died without taking it away counts for nothing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../../base/disposable';
import { endpointFolder } from './files';

export interface Owner {
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

/** Undefined when another process writes, or the folder cannot be written. */
export function claim(folder: string, endpointId: string, { pid, isAlive }: Owner): Disposable | undefined {
  const home = endpointFolder(folder, endpointId);
  const mark = join(home, 'writer');
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const other = readMark(mark);
    if (other !== undefined && isAlive(other)) return undefined;
    rmSync(mark, { force: true });
    writeFileSync(mark, String(pid), { flag: 'wx', mode: 0o600 });
    return toDisposable(() => rmSync(mark, { force: true }));
  } catch {
    return undefined;
  }
}

/** This process, and whether another lives. */
export const thisProcess: Owner = {
  pid: process.pid,
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};

function readMark(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
