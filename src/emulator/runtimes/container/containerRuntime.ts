// Runs workers as containers of the image that was built, on the host's loopback network, so that the same addresses
// work as for a plain process. The engine comes in through a port; labels mark what is ours.
import { createHash } from 'node:crypto';
import { folderImagePrefix } from '../../../wire/folderImage';
import { newId } from '../../ids';
import type { ContainerEngine, WorkerProcess, WorkerRuntime, WorkerSpec, WriteLine } from '../../ports';
import { parseArgs } from '../command';

export class ContainerRuntime implements WorkerRuntime {
  readonly name = 'container';
  private readonly labels: Readonly<Record<string, string>>;

  constructor(
    private readonly engine: ContainerEngine,
    /** Tells the containers of one Local RunPod from those of another. */
    stateFolder: string,
  ) {
    const owner = createHash('sha256').update(stateFolder).digest('hex').slice(0, 12);
    this.labels = { 'runpod-worker-dev.owner': owner };
  }

  /** Removes the containers that an earlier run left behind; returns how many there were. */
  async recover(): Promise<number> {
    return (await this.engine.removeAll?.(this.labels).catch(() => 0)) ?? 0;
  }

  accepts(image: string): boolean {
    return !image.startsWith(folderImagePrefix);
  }

  prepare(image: string, write: WriteLine, signal: AbortSignal): Promise<void> {
    return this.engine.pull(image, line => write('system', line), signal);
  }

  async start(spec: WorkerSpec, write: WriteLine): Promise<WorkerProcess> {
    const { entrypoint, cmd } = parseArgs(spec.args);
    return this.engine.run(
      {
        name: `runpod-${spec.workerId}-${newId(4)}`,
        image: spec.image,
        env: spec.env,
        command: cmd,
        entrypoint,
        labels: { ...this.labels, 'runpod-worker-dev.worker': spec.workerId },
      },
      line => write('container', line),
    );
  }
}
