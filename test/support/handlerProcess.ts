// Runs a handler file as the platform would: the sample's environment, the real SDK, its own working folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { sampleEnvironment } from './pythonEnvironments';

export interface RunningWorker {
  /** All the worker printed so far, both streams. */
  readonly output: () => string;
  /** Resolves when `text` was printed; rejects when the worker ends before. */
  printed(text: string): Promise<void>;
  /** The exit code, once it ended. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

export async function startWorker(
  handler: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningWorker> {
  const { python } = await sampleEnvironment();
  const child = spawn(python, ['-u', handler], {
    cwd: dirname(handler),
    env: { PATH: process.env.PATH ?? '', HOME: dirname(handler), ...environment },
    detached: true,
  });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of [...listeners]) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    output: () => output,
    printed: text =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        ended.then(() => reject(new Error(`The worker ended before it printed “${text}”:\n${output}`)));
        look();
      }),
    ended,
    async stop() {
      if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}
