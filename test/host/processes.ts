// Starts other programs for the tests and stops them. Everything runs in a process group of its own and is stopped
// by its id, so that no child of a child outlives the test that caused it.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Shows the output as it comes; otherwise it is only kept for the error. */
  readonly show?: true;
}

/**
 * Runs a program to its end and answers with what it printed.
 * @throws Error with the last lines of the output when it fails.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
      if (options.show) process.stdout.write(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', error => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('close', code => {
      if (code === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${tail(output)}`));
    });
  });
}

const running = new Set<ChildProcess>();

/** Starts a program that stays, in a process group of its own; `stop` or `stopAllOnSignal` ends it. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/**
 * On Ctrl-C, SIGTERM, or when whoever started us is gone: stops everything of `start`, then `also`, then this process.
 * The last is for npm, which on SIGTERM ends the shell it runs us in and tells us nothing.
 */
export function stopAllOnSignal(also: () => Promise<void> = async () => undefined): void {
  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    await Promise.allSettled([...running].map(child => stop(child)));
    await also().catch(error => console.error(error));
    process.exit(code);
  };
  process.once('SIGINT', () => void end(130));
  process.once('SIGTERM', () => void end(143));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(143), 500).unref();
}

/** Ends a process of `start` with its children: politely, and by force after `graceMs`. */
export async function stop(child: ChildProcess, graceMs = 5_000): Promise<void> {
  if (child.pid === undefined) return;
  const ended = child.exitCode !== null || child.signalCode !== null;
  const exit = ended ? Promise.resolve() : new Promise<void>(resolve => child.once('exit', () => resolve()));
  signalGroup(child.pid, 'SIGTERM');
  const force = setTimeout(() => signalGroup(child.pid as number, 'SIGKILL'), graceMs);
  await exit;
  clearTimeout(force);
  // The leader is gone; whatever of its group ignored the request goes now.
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs npm with the settings of the user but without those of the script that started us. */
export function npm(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const env = cleanEnv({ ...process.env, ...options.env });
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], { ...options, env });
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { ...options, env });
}

/** npm tells its scripts about itself in `npm_*`; an npm inside such a script must not take that for its own. */
function cleanEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = /^npm_(package|lifecycle|config_(prefix|local_prefix|global_prefix|workspace))/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !inherited.test(name)));
}

export function tail(text: string, lines = 30): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
