// A program that runs beside a test: started with its output in a file, awaited until it answers, stopped by pid.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Service {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Resolves true once it can be used. */
  readonly answers: () => Promise<boolean>;
}

const startTimeoutMs = 30_000;
const stopTimeoutMs = 15_000;

/** Throws with the end of its log when it dies or does not answer in time. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const log = openSync(options.logFile, 'w');
  const env = { ...process.env, ...options.env };
  const child = spawn(options.command, [...options.args], {
    stdio: ['ignore', log, log],
    env,
    cwd: dirname(options.logFile),
  });
  closeSync(log);
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended.then(() => true), sleep(stopTimeoutMs).then(() => false)]);
    if (!inTime) child.kill('SIGKILL');
    await ended;
  };
  const until = Date.now() + startTimeoutMs;
  while (!(await options.answers().catch(() => false))) {
    const dead = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
    if (dead || Date.now() > until) {
      await stop();
      const tail = readFileSync(options.logFile, 'utf8').split('\n').slice(-20).join('\n');
      throw new Error(`${options.command} did not come up:\n${tail}`);
    }
    await sleep(50);
  }
  return { pid: child.pid ?? 0, stop };
}
