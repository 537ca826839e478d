// A container engine and a registry for one test file: private socket, data and ports, nothing shared with what
// else runs on this machine, and nothing left behind: not even the network namespace dockerd keeps mounted.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '../../../src/image/docker/client';
import { createDockerEngine } from '../../../src/image/docker/engine';
import { createTransport } from '../../../src/image/docker/transport';
import type { Engine } from '../../../src/image/engine';
import { engineTools } from './availability';
import { baseTar, wheelhouse, writeWheelsContext } from './baseImage';
import type { NewerDocker } from './newerDocker';
import { startRegistry, type TestRegistry } from './registry';
import { startService } from './service';

const run = promisify(execFile);

export interface TestEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly socket: string;
  readonly registry: TestRegistry;
  /** Holds everything of this engine; gone after `stop`. */
  readonly folder: string;
  /** Debian's Python, as an image of this engine. */
  readonly baseImage: string;
  engine(): Promise<Engine>;
  /** An image with Debian's Python and the wheels of a requirements file. */
  imageWithWheels(requirementsFile: string): Promise<string>;
  stop(): Promise<void>;
}

const baseImage = 'local/python-base:1';

/** Starts dockerd, the installed one or `newer`, and a registry; use `whyNoEngine` first. */
export async function startEngine(newer?: NewerDocker): Promise<TestEngine> {
  const tools = engineTools();
  if (typeof tools === 'string') throw new Error(tools);
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const socket = join(folder, 'docker.sock');
  const host = `unix://${socket}`;
  const registry = await startRegistry({ command: tools.registry, folder });
  const dockerd = await startService({
    command: newer?.dockerd ?? tools.dockerd,
    args: dockerdArgs(folder, host),
    logFile: join(folder, 'dockerd.log'),
    ...(newer && { env: { PATH: [newer.folder, process.env.PATH].join(delimiter) } }),
    answers: () => connect(createTransport({ kind: 'socket', path: socket })).then(() => true),
  });
  const stop = async () => {
    await removeContainers(host);
    await Promise.all([dockerd.stop(), registry.stop()]);
    unmountAll(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const env = ['--change', 'ENV PYTHONUNBUFFERED=1'];
    await run('docker', ['--host', host, 'import', ...env, await baseTar(), baseImage]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host,
    socket,
    registry,
    folder,
    baseImage,
    engine: () =>
      createDockerEngine({
        address: { kind: 'socket', path: socket },
        findAuth: () => Promise.resolve(undefined),
      }),
    async imageWithWheels(requirementsFile) {
      const context = join(folder, 'wheels-context');
      mkdirSync(context, { recursive: true });
      cpSync(await wheelhouse(requirementsFile), join(context, 'wheels'), { recursive: true });
      writeWheelsContext(context);
      const tag = 'local/python-wheels:1';
      await run(
        'docker',
        ['--host', host, 'build', '--build-arg', `BASE=${baseImage}`, '--tag', tag, context],
        {
          env: { ...process.env, DOCKER_BUILDKIT: '0' },
        },
      );
      return tag;
    },
    stop,
  };
}

function dockerdArgs(folder: string, host: string): string[] {
  return [
    ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
    ...['--pidfile', join(folder, 'dockerd.pid'), '--host', host],
    ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--shutdown-timeout', '3'],
  ];
}

async function removeContainers(host: string): Promise<void> {
  const all = await run('docker', ['--host', host, 'ps', '--all', '--quiet']).catch(() => ({ stdout: '' }));
  const ids = all.stdout.split('\n').filter(id => id !== '');
  if (ids.length > 0) await run('docker', ['--host', host, 'rm', '--force', ...ids]).catch(() => undefined);
}

function unmountAll(folder: string): void {
  const namespaces = join(folder, 'exec', 'netns');
  let names: string[] = [];
  try {
    names = readdirSync(namespaces);
  } catch {
    return;
  }
  for (const name of names) {
    try {
      execFileSync('umount', [join(namespaces, name)], { stdio: 'ignore' });
    } catch {
      // Not mounted any more: nothing to undo.
    }
  }
}
