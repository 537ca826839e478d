// The processes below a process, for a cancel: podman up to 4.x leaves a build's RUN step behind when it is
// interrupted. Read from /proc, so it finds nothing on other systems, where the engine runs in a machine of its own.
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMark {
  readonly pid: number;
  /** Start time in ticks since boot: with the pid it names one process, even when the pid is used again. */
  readonly started: string;
}

/** All living descendants at this moment, nearest first. */
export function descendantsOf(pid: number): ProcessMark[] {
  const parents = new Map<number, { ppid: number; started: string }>();
  for (const name of listProcesses()) {
    const stat = readStat(Number(name));
    if (stat) parents.set(Number(name), stat);
  }
  const found: ProcessMark[] = [];
  const wanted = new Set([pid]);
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const [child, { ppid, started }] of parents) {
      if (!wanted.has(ppid) || wanted.has(child)) continue;
      wanted.add(child);
      found.push({ pid: child, started });
    }
  }
  return found;
}

/** Kills those that still live. */
export function killMarked(marks: readonly ProcessMark[]): void {
  for (const { pid, started } of marks) {
    try {
      if (readStat(pid)?.started === started) process.kill(pid, 'SIGKILL');
    } catch {
      // It ended between the look and the kill.
    }
  }
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Fields after the name, which is in parentheses and may hold anything: 3 is the parent's pid, 22 the start time. */
function readStat(pid: number): { ppid: number; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { ppid: Number(fields[1]), started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
