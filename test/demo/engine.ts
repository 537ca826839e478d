// What the container runtime of the demo stands on: a Docker engine and a registry of our own, and a base image made
// from this machine's own packages, because no public image can be counted on to be reachable.
import { join } from 'node:path';
import { engineTools } from '../support/engine/availability';
import { startEngine } from '../support/engine/startEngine';
import { root } from '../support/tree';

export interface DemoEngine {
  /** Points the tools at the engine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the worker's images go, without a tag. */
  readonly repository: string;
  /** For the worker's Dockerfiles. */
  readonly buildArgs: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startDemoEngine(say: (detail: string) => void): Promise<DemoEngine> {
  const tools = engineTools();
  if (typeof tools === 'string') throw new Error(`The container runtime cannot be shown here: ${tools}.`);
  const engine = await startEngine();
  say(`engine at ${engine.host}, registry at ${engine.registry.host}`);
  try {
    const base = await engine.imageWithWheels(join(root, 'worker-sample', 'requirements.txt'));
    say(`${base}: this machine's Python, in place of the CUDA image that Dockerfile.base names`);
    return {
      environment: { DOCKER_HOST: engine.host },
      repository: `${engine.registry.host}/receipts`,
      buildArgs: { BASE_IMAGE: base, REQUIREMENTS: 'requirements.txt' },
      stop: () => engine.stop(),
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
