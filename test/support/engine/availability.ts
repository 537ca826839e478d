// Whether a container engine of our own can be started here: dockerd and docker-registry on the PATH, and root.
// In CI, or with RUNPOD_TEST_ENGINE=required, a missing one is a failure: a green run must not hide it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface EngineTools {
  readonly dockerd: string;
  readonly registry: string;
}

/** The tools, or the reason why there are none. */
export function engineTools(): EngineTools | string {
  if (process.platform !== 'linux') return 'an engine of our own runs on Linux only';
  if (process.getuid?.() !== 0) return 'dockerd needs root';
  const dockerd = onPath('dockerd');
  if (!dockerd) return 'dockerd is not installed (Debian: docker.io)';
  const registry = onPath('docker-registry') ?? onPath('registry');
  if (!registry) return 'docker-registry is not installed (Debian: docker-registry)';
  return { dockerd, registry };
}

/**
 * The reason to skip tests that need an engine, to put into the name of the suite; undefined when there is one.
 * Throws instead where an engine is demanded.
 */
export function whyNoEngine(): string | undefined {
  const tools = engineTools();
  if (typeof tools !== 'string') return undefined;
  if (process.env.CI === 'true' || process.env.RUNPOD_TEST_ENGINE === 'required') {
    throw new Error(`The container engine tests cannot run here: ${tools}.`);
  }
  return tools;
}

export function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
