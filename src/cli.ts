// The command line's door: gives the engine its streams, clock, files and signals, and sets the exit code.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { proxyFetch } from './api/proxyFetch';
import { systemClock } from './base/clock';
import { createLogger } from './base/log';
import { promptFiles } from './base/nodeFiles';
import type { CliIo } from './flows/cli/io';
import { runCli } from './flows/cli/program';
import { createPython, type Python } from './python/parser';

const dist = dirname(__filename);
const { version } = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as { version: string };

function createIo(signal: AbortSignal): CliIo {
  const made: { python?: Promise<Python> } = {};
  const verbose = process.env.RUNPOD_WORKER_DEV_LOG === 'debug';
  return {
    out: chunk => process.stdout.write(chunk),
    err: chunk => process.stderr.write(chunk),
    stdin: () => text(process.stdin),
    cwd: process.cwd(),
    env: process.env,
    clock: systemClock,
    files: promptFiles,
    write: (path, content) => writeFile(path, content),
    dist,
    log: createLogger((level, line) => {
      if (verbose) process.stderr.write(`[${level}] ${line}\n`);
    }),
    version,
    userAgent: `runpod-worker-dev/${version} (cli)`,
    fetch: proxyFetch(process.env),
    python: () => {
      made.python ??= createPython({
        runtimeWasm: join(dist, 'web-tree-sitter.wasm'),
        grammarWasm: join(dist, 'tree-sitter-python.wasm'),
      });
      return made.python;
    },
    signal,
  };
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
// A pipe that closes early (`| head`) is no failure.
process.stdout.on('error', () => stop.abort());
void runCli(process.argv.slice(2), createIo(stop.signal)).then(code => {
  process.exitCode = code;
});
