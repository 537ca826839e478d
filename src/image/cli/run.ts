// The one place of this room that spawns. A cancelled command gets SIGINT, which makes engines' tools stop what
// they started; what is still there after the grace is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { type Clock, systemClock } from '../../base/clock';
import { AppError, cancelled } from '../../base/errors';
import type { CliCommand, CliOptions, RunCli } from './command';
import { LineSplitter } from './lines';

const killGraceMs = 5_000;
/** Output kept for `parse`; older text is dropped first. */
const keptOutputBytes = 4 * 1024 * 1024;

/** A runner over real processes, with `env` as their whole environment. Throws `missing-tool` when there is no such command. */
export function createRunCli(env: NodeJS.ProcessEnv, clock: Clock = systemClock): RunCli {
  return <T>(command: CliCommand<T>, options: CliOptions = {}) =>
    new Promise<T>((resolve, reject) => {
      if (options.signal?.aborted) {
        reject(cancelled());
        return;
      }
      const child = spawn(command.command, [...command.args], {
        env: { ...env, ...command.env },
        stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        windowsHide: true,
      });
      const release = killOnAbort(child, clock, options.signal);
      const stdout = collect(child.stdout, line => options.onLine?.(line, 'stdout'));
      const stderr = collect(child.stderr, line => options.onLine?.(line, 'stderr'));
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(command.input);
      child.on('error', error => {
        release();
        reject(notStarted(command.command, error));
      });
      child.on('close', code => {
        release();
        if (options.signal?.aborted) {
          reject(cancelled());
          return;
        }
        try {
          resolve(command.parse({ stdout: stdout(), stderr: stderr(), code: code ?? -1 }));
        } catch (error) {
          reject(error);
        }
      });
    });
}

function collect(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): () => string {
  const lines = new LineSplitter(onLine);
  const decoder = new TextDecoder();
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    const part = decoder.decode(chunk, { stream: true });
    text = (text + part).slice(-keptOutputBytes);
    lines.push(part);
  });
  stream?.on('end', () => lines.end());
  return () => text;
}

function killOnAbort(child: ChildProcess, clock: Clock, signal: AbortSignal | undefined): () => void {
  let timer: { dispose(): void } | undefined;
  const onAbort = () => {
    child.kill('SIGINT');
    timer = clock.after(killGraceMs, () => child.kill('SIGKILL'));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  return () => {
    signal?.removeEventListener('abort', onAbort);
    timer?.dispose();
  };
}

function notStarted(command: string, error: Error & { code?: string }): AppError {
  if (error.code === 'ENOENT') {
    return new AppError('missing-tool', `There is no command "${command}" on this machine.`, {
      remedy: `Install ${command}, or put it on your PATH.`,
      cause: error,
    });
  }
  return new AppError('missing-tool', `"${command}" could not be started: ${error.message}.`, {
    cause: error,
  });
}
