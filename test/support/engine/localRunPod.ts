// Local RunPod over a test engine, in this process, with a client for it. Waits are the real ones.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../../../src/api/cloud';
import { createCloud } from '../../../src/api/createCloud';
import { systemClock } from '../../../src/base/clock';
import { createLogger } from '../../../src/base/log';
import { noProgress } from '../../../src/base/ports';
import { startLocalRunPodServer } from '../../../src/emulator/start';
import { journalFiles } from '../../../src/flows/adapters/journalFiles';
import { snapshotFiles } from '../../../src/flows/adapters/snapshotFiles';
import type { DeployDeps } from '../../../src/flows/deployContext';
import { createRunCli } from '../../../src/image/cli/run';
import type { Engine } from '../../../src/image/engine';

export interface LocalTarget {
  readonly cloud: Cloud;
  /** What Local RunPod itself logged. */
  readonly lines: readonly string[];
  readonly deps: DeployDeps;
  stop(): Promise<void>;
}

/** `folder` becomes its state folder. */
export async function startLocalTarget(engine: Engine, folder: string): Promise<LocalTarget> {
  mkdirSync(folder, { recursive: true });
  const lines: string[] = [];
  const log = createLogger((level, line) => lines.push(`${level} ${line}`));
  const server = await startLocalRunPodServer({
    stateFolder: folder,
    cacheFolder: join(folder, 'envs'),
    port: 0,
    engine: engine.containers,
    clock: systemClock,
    log,
    hostEnv: process.env,
  });
  const { graphql, rest, jobs, key } = server.info;
  const cloud = createCloud({
    urls: { graphql, rest, jobs },
    key,
    clock: systemClock,
    log,
    userAgent: 'runpod-worker-dev/test',
  });
  const deps: DeployDeps = {
    target: { kind: 'local', name: 'local', cloud },
    engine,
    run: createRunCli(process.env),
    findAuth: () => Promise.resolve(undefined),
    clock: systemClock,
    progress: noProgress,
    journal: journalFiles(folder),
    snapshots: snapshotFiles(folder),
  };
  return { cloud, lines, deps, stop: () => server.stop() };
}
