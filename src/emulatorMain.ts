// The door of Local RunPod: reads the flags, starts it, prints one line of JSON when it answers, and ends it on SIGTERM
// or SIGINT with every worker gone. What went wrong goes to stderr, as one line, and into the exit code.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from './base/clock';
import { AppError } from './base/errors';
import { createLogger } from './base/log';
import { failedStart, readFlags } from './emulator/flags';
import type { ContainerEngine } from './emulator/ports';
import { isAlive } from './emulator/runtimes/process/fileLock';
import { startLocalRunPodServer } from './emulator/start';
import { localCacheFolder, localStateFolder } from './flows/localRunPod';
import { toldProbes } from './image/engine';
import { engineSources, findEngine } from './image/findEngine';

const ownerCheckMs = 2_000;

async function engineFor(runtime: string): Promise<ContainerEngine | undefined> {
  if (runtime === 'process') return undefined;
  const search = await findEngine(engineSources(process.env));
  if (search.found) return search.engine.containers;
  if (runtime === 'auto') return undefined;
  throw new AppError('missing-tool', 'No container engine was found.', {
    remedy: 'Start Docker or podman, or use --runtime process.',
    detail: toldProbes(search.probes).join('\n'),
  });
}

async function run(args: readonly string[]): Promise<void> {
  const flags = readFlags(args);
  // Whoever started us may stop reading; that is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const log = createLogger((level, line) => {
    if (level !== 'trace' && level !== 'debug') process.stderr.write(`${line}\n`);
  });
  const usualFolder = localStateFolder(process.env);
  const local = await startLocalRunPodServer({
    stateFolder: flags.state ? resolve(flags.state) : usualFolder,
    announceIn: usualFolder,
    cacheFolder: join(localCacheFolder(process.env, homedir()), 'envs'),
    port: flags.port,
    python: flags.python,
    engine: await engineFor(flags.runtime),
    clock: systemClock,
    log,
    hostEnv: process.env,
    settings: { logQuirks: flags.logQuirks, overQuota: flags.overQuota },
    ownsProcess: true,
  });
  const { info } = local;
  process.stdout.write(flags.json ? `${JSON.stringify(info)}\n` : `Local RunPod answers at ${info.url}\n`);
  const stop = () => void local.stop().finally(() => process.exit(0));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
  const { owner } = flags;
  if (owner === undefined) return;
  const watch = systemClock.every(ownerCheckMs, () => {
    if (isAlive(owner)) return;
    watch.dispose();
    stop();
  });
}

/** Answers the exit code of a failed start, or 0 once it answers; it then lives until it is signalled. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await run(args);
    return 0;
  } catch (error) {
    const { line, code } = failedStart(error);
    process.stderr.write(`${line}\n`);
    return code;
  }
}

// The command line runs this bundle inside its own process; only as a program of its own does it start by itself.
if (require.main === module) {
  void main(process.argv.slice(2)).then(code => {
    if (code !== 0) process.exitCode = code;
  });
}
