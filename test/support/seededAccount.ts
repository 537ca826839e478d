// An account of Local RunPod that is filled directly instead of by requests: as many endpoints as a test wants, each
// with a template, a release and workers that are ready at once.

import type { Platform } from '../../src/emulator/platform';
import { Account } from '../../src/emulator/store/account';
import type { ContainerRecord } from '../../src/emulator/store/records';

export interface Seed {
  readonly endpoints: number;
  readonly workersEach: number;
}

/** Settings of a platform that can hold so many. */
export const manyWorkers = { workersQuota: 1_000_000, startGapMs: 0, tickMs: 10_000 } as const;

const createdAt = '2026-01-01T00:00:00.000Z';
const moving = ['latest', 'main', '1.4.2', '2026-01-01'];

export function seededAccount({ endpoints, workersEach }: Seed): Account {
  const all = Array.from({ length: endpoints }, (_, index) => records(index, workersEach));
  return new Account({
    templates: all.map(each => each.template),
    endpoints: all.map(each => each.endpoint),
    releases: all.map(each => each.release),
    registries: [],
  });
}

/** Lets the workers of a seeded account start, and hears from each, as if its SDK had asked for a job. */
export async function startSeeded({ scheduler }: Platform, { endpoints, workersEach }: Seed): Promise<void> {
  // The scheduler looks at its endpoints whenever one changes.
  const wanted = endpoints * workersEach;
  for (let round = 0; round < 10_000; round++) {
    const starting = scheduler.allWorkers().filter(({ phase }) => phase === 'starting');
    for (const worker of starting) scheduler.heard(worker);
    if (scheduler.allWorkers().length >= wanted && starting.length === 0) return;
    await new Promise(resolve => setImmediate(resolve));
  }
  throw new Error(`${scheduler.allWorkers().length} of ${wanted} workers started.`);
}

function records(index: number, workersEach: number) {
  const number = String(index).padStart(4, '0');
  const container: ContainerRecord = {
    image: `registry.test/team/worker-${number}:${moving[index % moving.length]}`,
    args: '',
    disk: 20,
    env: { MODE: 'fast', HF_TOKEN: `hf_seeded${number}secret` },
    ports: [],
    registry: null,
  };
  const id = `ep${number}`;
  return {
    template: {
      id: `tpl${number}`,
      name: `worker-${number}`,
      container,
      volumeInGb: 0,
      volumeMountPath: '',
      isServerless: true,
      isPublic: false,
      readme: '',
      startSsh: false,
      startJupyter: false,
      startScript: '',
      advancedStart: false,
      category: '',
      config: '',
      allowedCudaVersions: [],
    },
    endpoint: {
      id,
      name: `worker-${number}`,
      type: 'QB' as const,
      templateId: `tpl${number}`,
      container,
      gpuIds: 'ADA_24',
      gpuCount: 1,
      cpu: [],
      workersMin: workersEach,
      workersMax: Math.max(workersEach, 3),
      idleTimeout: 5,
      scalerType: 'QUEUE_DELAY' as const,
      scalerValue: 4,
      executionTimeoutMs: 600_000,
      locations: '',
      networkVolumeIds: [],
      flashBootType: 'OFF' as const,
      allowedCudaVersions: [],
      minCudaVersion: '',
      modelReferences: [],
      version: 1,
      createdAt,
    },
    release: { id: `rel${number}`, endpointId: id, version: 1, container, createdAt, diff: [] },
  };
}
