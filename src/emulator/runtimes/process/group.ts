// Process groups. Every worker leads its own, because the heartbeat process of the SDK outlives a killed worker and
// has to go with it. Windows has no groups: there the tree is ended by taskkill.
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

export type GroupSignal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** Sends a signal to the whole group; a group that is gone is fine. Windows knows only the two that end it. */
export function signalGroup(pid: number, signal: GroupSignal): void {
  if (process.platform === 'win32') {
    const force = signal === 'SIGKILL' ? ['/F'] : [];
    spawn('taskkill', ['/PID', String(pid), '/T', ...force], { stdio: 'ignore' }).on(
      'error',
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left.
  }
}

/** Pids of a group, from /proc; empty where there is none. */
export async function groupMembers(leader: number): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const members = await Promise.all(
    names
      .filter(name => /^\d+$/.test(name))
      .map(async name => ({ pid: Number(name), group: await groupOf(name) })),
  );
  return members.filter(({ group }) => group === leader).map(({ pid }) => pid);
}

async function groupOf(pid: string): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command in parentheses may hold spaces: count fields after the last one. State, ppid, pgrp.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[2] === undefined ? undefined : Number(fields[2]);
}
