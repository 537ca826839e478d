// What stands between a worker and its first process: a machine that has to be free, a registry that has to hand out the
// image, and the time a pull takes. Without faults all of this is nothing.
import type { Clock } from '../../base/clock';
import { AppError } from '../../base/errors';
import type { EndpointFaults } from '../../wire/localFaults';
import type { LocalWorker } from '../scheduler/worker';

export interface Obstacles {
  readonly clock: Clock;
  readonly faults: () => EndpointFaults;
  /** Workers of the endpoint that have a machine. */
  readonly machinesTaken: () => number;
  readonly initTimeoutMs: number;
}

const machinePollMs = 250;
const pullSteps = 14;

/** Resolves when the worker may start. Throws what the fault says, `cancelled` when the signal aborts. */
export async function beforeStart(
  worker: LocalWorker,
  obstacles: Obstacles,
  signal: AbortSignal,
): Promise<void> {
  await machine(worker, obstacles, signal);
  const faults = obstacles.faults();
  const { image } = worker.release.container;
  if (faults.image) refused(worker, faults.image, image);
  if (faults.pull && !worker.hasImage) await pull(worker, faults.pull, obstacles, signal);
  worker.hasImage = true;
}

/** Waits, THROTTLED, until a machine is free; a worker keeps its machine until it is gone. */
async function machine(
  worker: LocalWorker,
  { clock, faults, machinesTaken }: Obstacles,
  signal: AbortSignal,
) {
  while (!worker.hasMachine && machinesTaken() >= (faults().machines ?? Number.POSITIVE_INFINITY)) {
    worker.throttled = true;
    await clock.sleep(machinePollMs, signal);
  }
  worker.throttled = false;
  worker.hasMachine = true;
}

function refused(worker: LocalWorker, problem: NonNullable<EndpointFaults['image']>, image: string): never {
  if (problem === 'wrong-platform') {
    worker.log.write('system', `start container for ${image}: begin`);
    worker.log.write('container', 'exec /usr/bin/python3: exec format error');
    throw new AppError('remote', 'The container ended at once: exec format error.', {
      remedy: 'Build the image for linux/amd64.',
    });
  }
  const answer = {
    private: `pull access denied for ${image}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    missing: `manifest for ${image} not found: manifest unknown: manifest unknown`,
  }[problem];
  worker.log.write('system', `pulling image ${image}`);
  worker.log.write('system', `error pulling image: Error response from daemon: ${answer}`);
  throw new AppError('remote', `The image cannot be pulled: ${answer}.`);
}

async function pull(
  worker: LocalWorker,
  { gigabytes, megabytesPerSecond }: NonNullable<EndpointFaults['pull']>,
  { clock, faults, initTimeoutMs }: Obstacles,
  signal: AbortSignal,
): Promise<void> {
  const { image } = worker.release.container;
  const speed = faults().clockSpeed ?? 1;
  const wholeMs = (gigabytes * 1_000_000) / megabytesPerSecond;
  worker.log.write('system', `pulling image ${image} (${gigabytes} GB)`);
  for (let step = 1; step <= pullSteps; step++) {
    const reachedMs = (wholeMs * step) / pullSteps;
    if (reachedMs > initTimeoutMs) return tooLate(worker, initTimeoutMs);
    await clock.sleep(wholeMs / pullSteps / speed, signal);
    worker.log.write('system', `pulling image ${image}: ${Math.round((100 * step) / pullSteps)} %`);
  }
}

function tooLate(worker: LocalWorker, initTimeoutMs: number): never {
  const limit = `${initTimeoutMs / 1000} s`;
  worker.log.write(
    'system',
    `worker ${worker.id} was not ready within ${limit} (RUNPOD_INIT_TIMEOUT) while its image was pulled: killed`,
  );
  throw new AppError(
    'timeout',
    `The worker was not ready within ${limit}, the init timeout, while its image was still being pulled, and was killed.`,
    { remedy: 'Raise RUNPOD_INIT_TIMEOUT in the template, or make the image smaller.' },
  );
}
