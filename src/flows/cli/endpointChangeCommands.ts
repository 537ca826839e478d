// `endpoints create | scale | delete | purge`: each says what it did, and refuses what cannot be taken back unless the
// name is given a second time.
import { balancedUrl } from '../../api/urls';
import { AppError } from '../../base/errors';
import type { Endpoint } from '../../wire/endpoint';
import { snapshotFiles } from '../adapters/snapshotFiles';
import { createEndpoint, deleteEndpoint, newEndpointDefaults, scaleEndpoint } from '../endpointLife';
import { localStateFolder } from '../localRunPod';
import { type AddCommand, collect, oneOf, pairsOf, wholeNumber } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { endpointOf, shownEndpoint, type TargetOption, targetOf, withTarget } from './targetOption';

/** RunPod's usual scaler value. */
const usualOpenRequests = 4;
const flashboots = ['OFF', 'FLASHBOOT', 'PRIORITY_FLASHBOOT'] as const;

interface WorkerOptions extends TargetOption {
  readonly min?: number;
  readonly max?: number;
  readonly idle?: number;
  readonly queueDelay?: number;
  readonly timeout?: number;
  readonly flashboot?: (typeof flashboots)[number];
  readonly json?: true;
}

interface CreateOptions extends WorkerOptions {
  readonly image: string;
  readonly gpu: readonly string[];
  readonly gpuCount?: number;
  readonly env: readonly string[];
  readonly disk?: number;
  readonly loadBalancing?: true | number;
}

interface DeleteOptions extends TargetOption {
  readonly confirm?: string;
  readonly json?: true;
}

export const addEndpointChangeCommands: AddCommand = (endpoints, io, runner) => {
  const workers = (command: ReturnType<typeof withTarget>) =>
    command
      .option('--min <n>', 'workers that always run', wholeNumber('--min'))
      .option('--max <n>', 'workers at most', wholeNumber('--max'))
      .option('--idle <seconds>', 'until an idle worker is stopped', wholeNumber('--idle', 1))
      .option('--queue-delay <seconds>', 'until another worker is started', wholeNumber('--queue-delay', 1))
      .option('--timeout <seconds>', 'a job may take', wholeNumber('--timeout', 1))
      .option('--flashboot <mode>', flashboots.join(', '), oneOf('--flashboot', flashboots))
      .option('--json', 'print one JSON document');
  workers(withTarget(endpoints.command('create').description('make an endpoint that runs an image')))
    .argument('<name>')
    .requiredOption('--image <reference>', 'the image to run')
    .option('--gpu <pool>', 'GPU pool, see `endpoints pools` (repeatable, first choice first)', collect, [])
    .option('--gpu-count <n>', 'GPUs a worker', wholeNumber('--gpu-count', 1))
    .option('--env <name=value>', 'set a variable (repeatable)', collect, [])
    .option(
      '--load-balancing [requests]',
      `requests go straight to the workers; another starts at so many open ones (${usualOpenRequests})`,
      wholeNumber('--load-balancing', 1),
    )
    .option('--disk <gb>', 'container disk', wholeNumber('--disk', 1))
    .action(runner((name: string, options: CreateOptions) => create(io, name, options)));
  workers(
    withTarget(
      endpoints.command('scale').description('change workers and timeouts; the rest stays as it is'),
    ),
  )
    .argument('<endpoint>', 'id or name')
    .action(runner((endpoint: string, options: WorkerOptions) => scale(io, endpoint, options)));
  withTarget(endpoints.command('purge').description('remove every job that waits in the queue'))
    .argument('<endpoint>', 'id or name')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: DeleteOptions) => purge(io, endpoint, options)));
  withTarget(endpoints.command('delete').description('delete an endpoint; its template stays'))
    .argument('<endpoint>', 'id or name')
    .option('--confirm <name>', 'the name of the endpoint, typed again')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: DeleteOptions) => remove(io, endpoint, options)));
};

async function create(io: CliIo, name: string, options: CreateOptions): Promise<ExitCode> {
  const { image, gpu, gpuCount, env, disk, min, max, idle, queueDelay, timeout, flashboot } = options;
  const { loadBalancing } = options;
  const openRequests = loadBalancing === true ? usualOpenRequests : loadBalancing;
  const target = await targetOf(io, options);
  const created = await createEndpoint(
    target.cloud,
    {
      name,
      image,
      pools: gpu.length > 0 ? gpu : ['AMPERE_16', 'AMPERE_24', 'ADA_24'],
      env: pairsOf('--env', env),
      ...given({ gpuCount, minWorkers: min, maxWorkers: max, idleTimeout: idle, queueDelay, flashboot }),
      ...given({ openRequests, diskGb: disk, timeoutMs: timeout === undefined ? undefined : timeout * 1000 }),
    },
    io.signal,
  );
  const explicit = flashboot ?? newEndpointDefaults.flashboot;
  const where = openRequests === undefined ? '' : ` Requests: ${balancedUrl(target.urls, created.id)}/PATH`;
  tell(io, created, options, `Made endpoint ${created.name} (${created.id}), FlashBoot ${explicit}.${where}`);
  return 0;
}

async function scale(io: CliIo, idOrName: string, options: WorkerOptions): Promise<ExitCode> {
  const { min, max, idle, queueDelay, timeout, flashboot } = options;
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const scaled = await scaleEndpoint(
    target.cloud,
    endpoint.id,
    {
      ...given({ min, max, idleTimeout: idle, flashboot }),
      ...given({ timeoutMs: timeout === undefined ? undefined : timeout * 1000 }),
      ...(queueDelay !== undefined && { scaling: { type: 'QUEUE_DELAY' as const, queueDelay } }),
    },
    io.signal,
  );
  tell(io, scaled, options, `${scaled.name} has ${scaled.workers.min} to ${scaled.workers.max} workers.`);
  return 0;
}

async function purge(io: CliIo, idOrName: string, options: DeleteOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const removed = await target.cloud.jobs.purgeQueue(endpoint.id, io.signal);
  if (options.json) printJson(io, { endpointId: endpoint.id, removed });
  else printLine(io, `Removed ${removed} jobs from the queue of ${endpoint.name}.`);
  return 0;
}

async function remove(io: CliIo, idOrName: string, options: DeleteOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  if (options.confirm === undefined) {
    throw new AppError('refused', `Deleting ${endpoint.name} (${endpoint.id}) cannot be taken back.`, {
      remedy: `Say so with --confirm ${JSON.stringify(endpoint.name)}. Nothing was deleted.`,
    });
  }
  const deps = { snapshots: snapshotFiles(localStateFolder(io.env)), clock: io.clock };
  const deleted = await deleteEndpoint(
    target.cloud,
    { endpointId: endpoint.id, typedName: options.confirm },
    deps,
    io.signal,
  );
  if (options.json) printJson(io, deleted);
  else printLine(io, `Deleted ${deleted.name} (${deleted.id}). A copy is kept in ${deleted.snapshot}.`);
  return 0;
}

function tell(io: CliIo, endpoint: Endpoint, options: { json?: true }, line: string): void {
  if (options.json) printJson(io, shownEndpoint(endpoint));
  else printLine(io, line);
}

/** Without the fields that were not given. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: NonNullable<T[K]> };
}
