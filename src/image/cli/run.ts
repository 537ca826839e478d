// The one place of this room that spawns. A cancelled command gets SIGINT, which makes engines' tools stop what
// they started; what is still there after the grace is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { type Clock, systemClock } from '../../base/clock';
import { AppError, cancelled } from '../../base/errors';
import type { CliCommand, CliOptions, RunCli } from './command';
import { descendantsOf, killMarked, type ProcessMark } from './descendants';
import { LineSplitter } from './lines';

const killGraceMs = 5_000;
const hasGroups = process.platform !== 'win32';
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
        // podman's helper leaves a file "oom" in the current folder when a container runs out of memory.
        cwd: tmpdir(),
        // A group of its own, so that a cancel reaches what the tool has started, as Ctrl+C in a terminal does.
        detached: hasGroups,
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
  let below: ProcessMark[] = [];
  const onAbort = () => {
    below = child.pid === undefined ? [] : descendantsOf(child.pid);
    killGroup(child, 'SIGINT');
    timer = clock.after(killGraceMs, () => killGroup(child, 'SIGKILL'));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  return () => {
    signal?.removeEventListener('abort', onAbort);
    timer?.dispose();
    killMarked(below);
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // Gone already.
  }
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
