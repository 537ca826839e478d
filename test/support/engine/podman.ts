// podman beside the test engine, where it is installed: its own store, limits it may set without special rights, and
// the base image. Reached through its command line and through its Docker-compatible service.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCliEngine } from '../../../src/image/cli/engine';
import { createRunCli } from '../../../src/image/cli/run';
import { connect } from '../../../src/image/docker/client';
import { createDockerEngine } from '../../../src/image/docker/engine';
import { createTransport } from '../../../src/image/docker/transport';
import type { Engine } from '../../../src/image/engine';
import { onPath } from './availability';
import { baseTar } from './baseImage';
import { startService } from './service';

const run = promisify(execFile);

export const hasPodman = onPath('podman') !== undefined;

export interface TestPodman {
  readonly cli: Engine;
  readonly api: Engine;
  removeImage(reference: string): Promise<void>;
  stop(): Promise<void>;
}

/** `image` becomes the name of the base image; `registry` is trusted without TLS. */
export async function startPodman(folder: string, image: string, registry: string): Promise<TestPodman> {
  mkdirSync(folder, { recursive: true });
  const changed = configuration(folder, registry);
  const env = { ...process.env, ...changed };
  const imported = ['import', '--change', 'ENV PYTHONUNBUFFERED=1', await baseTar(), image];
  await run('podman', imported, { env });
  const socket = join(folder, 'podman.sock');
  const service = await startService({
    command: 'podman',
    args: ['system', 'service', '--time=0', `unix://${socket}`],
    logFile: join(folder, 'podman.log'),
    env: changed,
    answers: () => connect(createTransport({ kind: 'socket', path: socket })).then(() => true),
  });
  return {
    cli: await createCliEngine({ tool: 'podman', run: createRunCli(env), address: 'test' }),
    api: await createDockerEngine({
      address: { kind: 'socket', path: socket },
      findAuth: () => Promise.resolve(undefined),
    }),
    async removeImage(reference) {
      await run('podman', ['rmi', reference], { env });
    },
    async stop() {
      await service.stop();
      await run('podman', ['rm', '--all', '--force'], { env }).catch(() => undefined);
      await run('podman', ['unmount', '--all', '--force'], { env }).catch(() => undefined);
    },
  };
}

function configuration(folder: string, registry: string): Record<string, string> {
  const write = (name: string, lines: string[]) => {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  return {
    CONTAINERS_STORAGE_CONF: write('storage.conf', [
      ...['[storage]', 'driver = "overlay"'],
      ...[`graphroot = "${join(folder, 'root')}"`, `runroot = "${join(folder, 'run')}"`],
    ]),
    CONTAINERS_REGISTRIES_CONF: write('registries.conf', [
      'unqualified-search-registries = ["docker.io"]',
      ...['[[registry]]', `location = "${registry}"`, 'insecure = true'],
    ]),
    CONTAINERS_CONF:
      process.env.CONTAINERS_CONF ??
      write('containers.conf', [
        ...['[containers]', 'default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]'],
        ...['[engine]', 'cgroup_manager = "cgroupfs"', 'events_logger = "file"', 'runtime = "runc"'],
      ]),
  };
}
