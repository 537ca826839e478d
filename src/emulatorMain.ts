// The door of Local RunPod: reads the flags, starts it, prints one line of JSON when it answers, and ends it on SIGTERM
// or SIGINT with every worker gone. What went wrong goes to stderr, as one line, and into the exit code.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from './base/clock';
import { AppError, explain } from './base/errors';
import { createLogger } from './base/log';
import type { ContainerEngine } from './emulator/ports';
import { startLocalRunPodServer } from './emulator/start';
import { localCacheFolder, localStateFolder } from './flows/localRunPod';
import { engineSources, findEngine } from './image/findEngine';

const usage = `Usage: emulator [--port N] [--state DIR] [--runtime auto|process|container] [--python PATH] [--json]`;

function readFlags() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      state: { type: 'string' },
      runtime: { type: 'string', default: 'auto' },
      python: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new AppError('usage', `--port must be a number from 0 to 65535, not "${values.port}".`);
  }
  if (!['auto', 'process', 'container'].includes(values.runtime)) {
    throw new AppError('usage', `--runtime must be auto, process or container, not "${values.runtime}".`);
  }
  return { ...values, port };
}

async function engineFor(runtime: string): Promise<ContainerEngine | undefined> {
  if (runtime === 'process') return undefined;
  const search = await findEngine(engineSources(process.env));
  if (search.found) return search.engine.containers;
  if (runtime === 'auto') return undefined;
  throw new AppError('missing-tool', 'No container engine was found.', {
    remedy: 'Start Docker or podman, or use --runtime process.',
    detail: search.probes.map(({ probed, outcome }) => `${probed}: ${outcome}`).join('\n'),
  });
}

async function main(): Promise<void> {
  const flags = readFlags();
  // Whoever started us may stop reading; that is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const log = createLogger((level, line) => {
    if (level !== 'trace' && level !== 'debug') process.stderr.write(`${line}\n`);
  });
  const local = await startLocalRunPodServer({
    stateFolder: flags.state ? resolve(flags.state) : localStateFolder(process.env),
    cacheFolder: join(localCacheFolder(process.env, homedir()), 'envs'),
    port: flags.port,
    python: flags.python,
    engine: await engineFor(flags.runtime),
    clock: systemClock,
    log,
    hostEnv: process.env,
  });
  const { info } = local;
  process.stdout.write(flags.json ? `${JSON.stringify(info)}\n` : `Local RunPod answers at ${info.url}\n`);
  const stop = () => void local.stop().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch(error => {
  const isFlag =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const { kind, message, remedy, detail } = explain(isFlag ? new AppError('usage', error.message) : error);
  process.stderr.write(`${[message, remedy, kind === 'usage' ? usage : detail].filter(Boolean).join(' ')}\n`);
  process.exitCode = kind === 'usage' ? 2 : 3;
});
