// Every engine there is support for, behind one port: Docker of two ages through its API, the docker command with and
// without buildx, podman's command and service. Each has the same base image and a registry it may push to.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCliEngine } from '../../../src/image/cli/engine';
import { createRunCli } from '../../../src/image/cli/run';
import type { Engine } from '../../../src/image/engine';
import type { NewerDocker } from './newerDocker';
import { startPodman } from './podman';
import { startEngine, type TestEngine } from './startEngine';

export type EngineKind = 'api' | 'legacy-cli' | 'newer-api' | 'buildx' | 'podman-api' | 'podman-cli';

export interface EngineUnderTest {
  readonly engine: Engine;
  /** `127.0.0.1:port`. */
  readonly registry: string;
  removeImage(reference: string): Promise<void>;
}

export interface Engines {
  readonly of: Readonly<Partial<Record<EngineKind, EngineUnderTest>>>;
  /** The installed Docker. */
  readonly docker: TestEngine;
  /** Undefined where the newer Docker could not be had. */
  readonly newer: TestEngine | undefined;
  stop(): Promise<void>;
}

/** Starts them all; use `whyNoEngine` first. */
export async function startEngines(wanted: {
  newer?: NewerDocker | undefined;
  podman: boolean;
}): Promise<Engines> {
  const docker = await startEngine();
  const newer = wanted.newer && (await startEngine(wanted.newer));
  const podman = wanted.podman
    ? await startPodman(join(docker.folder, 'podman'), docker.baseImage, docker.registry.host)
    : undefined;
  const ofPodman = (engine: Engine): EngineUnderTest => ({
    engine,
    registry: docker.registry.host,
    removeImage: reference => podman?.removeImage(reference) ?? Promise.resolve(),
  });
  return {
    docker,
    newer,
    of: {
      api: ofDocker(docker, await docker.engine()),
      'legacy-cli': ofDocker(docker, await dockerCommand(docker)),
      ...(newer && {
        'newer-api': ofDocker(newer, await newer.engine()),
        buildx: ofDocker(newer, await dockerCommand(newer, wanted.newer?.buildx)),
      }),
      ...(podman && { 'podman-api': ofPodman(podman.api), 'podman-cli': ofPodman(podman.cli) }),
    },
    async stop() {
      await podman?.stop();
      await Promise.all([docker.stop(), newer?.stop()]);
    },
  };
}

function ofDocker({ host, registry }: TestEngine, engine: Engine): EngineUnderTest {
  return {
    engine,
    registry: registry.host,
    async removeImage(reference) {
      execFileSync('docker', ['--host', host, 'rmi', '--force', reference]);
    },
  };
}

/** With this buildx as its only plugin, or with none, whatever else this machine has. */
function dockerCommand({ host, folder }: TestEngine, buildx?: string): Promise<Engine> {
  const config = join(folder, 'docker-config');
  const plugins = join(config, 'cli-plugins');
  mkdirSync(plugins, { recursive: true });
  if (buildx) copyFileSync(buildx, join(plugins, 'docker-buildx'));
  const run = createRunCli({ ...process.env, DOCKER_HOST: host, DOCKER_CONFIG: config });
  return createCliEngine({ tool: 'docker', run, address: host });
}
