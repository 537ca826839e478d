// Starts one worker as a plain process: own group, own folder, nothing of the user's environment but the path and language.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../../base/clock';
import type { Env } from '../../../wire/container';
import type { WorkerExit, WorkerProcess, WriteLine } from '../../ports';
import { LineSplitter } from '../lines';
import { signalGroup } from './group';
import { groupMemoryBytes, highWaterBytes } from './memory';

export interface SpawnOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Env;
  readonly write: WriteLine;
  readonly clock: Clock;
}

export function spawnWorker(options: SpawnOptions): WorkerProcess {
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: options.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ending: { byUs: boolean } = { byUs: false };
  const exited = exitOf(child, options.write, ending);
  return {
    pid: child.pid,
    exited,
    ...freezing(child),
    stop: graceMs => stop(child, exited, { graceMs, clock: options.clock, ending }),
    memoryBytes: async () => (child.pid === undefined ? undefined : groupMemoryBytes(child.pid)),
    peakMemoryBytes: async () => (child.pid === undefined ? undefined : highWaterBytes(child.pid)),
  };
}

function freezing({ pid }: ChildProcess): Pick<WorkerProcess, 'freeze' | 'thaw'> {
  if (pid === undefined || process.platform === 'win32') return {};
  return { freeze: () => signalGroup(pid, 'SIGSTOP'), thaw: () => signalGroup(pid, 'SIGCONT') };
}

/** Resolves when the main process is gone, its group is killed and its output was read. */
function exitOf(child: ChildProcess, write: WriteLine, ending: { byUs: boolean }): Promise<WorkerExit> {
  const splitters = [child.stdout, child.stderr].map(stream => {
    const splitter = new LineSplitter(line => write('container', line));
    stream?.on('data', (chunk: Buffer) => splitter.push(chunk));
    return splitter;
  });
  return new Promise(resolve => {
    child.once('error', error => resolve({ code: null, signal: null, reason: error.message }));
    // Helpers that the worker left behind hold its output open: without this, `close` might never come.
    child.once('exit', () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'));
    child.once('close', (code, signal) => {
      for (const splitter of splitters) splitter.close();
      const killed = signal === 'SIGKILL' && !ending.byUs;
      resolve({ code, signal, ...(killed ? { reason: 'killed from outside, perhaps out of memory' } : {}) });
    });
  });
}

interface StopOptions {
  readonly graceMs: number;
  readonly clock: Clock;
  readonly ending: { byUs: boolean };
}

async function stop(
  child: ChildProcess,
  exited: Promise<WorkerExit>,
  { graceMs, clock, ending }: StopOptions,
): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  ending.byUs = true;
  if (child.exitCode === null && child.signalCode === null) {
    signalGroup(pid, graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
    // A frozen one hears of it only when it goes on.
    if (process.platform !== 'win32') signalGroup(pid, 'SIGCONT');
  }
  const timer = clock.after(graceMs, () => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(pid, 'SIGKILL');
  });
  await exited;
  timer.dispose();
}
