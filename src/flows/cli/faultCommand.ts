// `local fault …`: makes Local RunPod fail as the platform does, to see what a worker, a client or the doctor makes of it.
import type { Command } from 'commander';
import { createFaults } from '../../api/localFaults';
import { AppError } from '../../base/errors';
import type { EndpointFaults, LocalFaults } from '../../wire/localFaults';
import { findLocalRunPod, localStateFolder } from '../localRunPod';
import { oneOf, type Runner, wholeNumber } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { endpointOf, targetOf } from './targetOption';

interface SetOptions extends Partial<EndpointFaults> {
  readonly json?: true;
}

export function addFaultCommand(local: Command, io: CliIo, runner: Runner): void {
  const fault = local.command('fault').description('make Local RunPod fail as the platform does');
  fault
    .command('list')
    .description('show the faults in force')
    .option('--json', 'print one JSON document')
    .action(runner((options: SetOptions) => show(io, options, faults => faults.all(io.signal))));
  fault
    .command('set')
    .description('replace the faults of an endpoint')
    .argument('<endpoint>', 'id or name')
    .option(
      '--pull <size@speed>',
      'pull the image before each first start, such as 15GB@25MB (a second)',
      pullOf,
    )
    .option(
      '--image <problem>',
      'private, missing or wrong-platform',
      oneOf('--image', ['private', 'missing', 'wrong-platform']),
    )
    .option(
      '--machines <n>',
      'machines that are free; further workers are THROTTLED',
      wholeNumber('--machines'),
    )
    .option(
      '--network-delay-ms <ms>',
      'what every request of a worker takes longer',
      wholeNumber('--network-delay-ms', 1),
    )
    .option('--takes <how>', 'a stuck SDK: none, or one-worker', oneOf('--takes', ['none', 'one-worker']))
    .option(
      '--clock-speed <factor>',
      'how much faster the init timeout and pulls run',
      wholeNumber('--clock-speed', 1),
    )
    .option('--json', 'print one JSON document')
    .action(
      runner(async (endpoint: string, { json, ...faults }: SetOptions) => {
        const id = await idOf(io, endpoint);
        return show(io, json ? { json } : {}, api => api.set(id, faults, io.signal));
      }),
    );
  fault
    .command('balance')
    .description('set the balance of the account; no worker starts at 0')
    .argument('<usd>', 'US dollars', usdOf)
    .action(runner((usd: number) => show(io, {}, faults => faults.setBalance(usd, io.signal))));
  for (const [action, description] of Object.entries(actions)) {
    fault
      .command(action)
      .description(description)
      .argument('<endpoint>', 'id or name')
      .action(runner((endpoint: string) => act(io, endpoint, action as keyof typeof actions)));
  }
  fault
    .command('clear')
    .description('make everything well again')
    .action(runner(() => show(io, {}, faults => faults.clear(io.signal))));
}

const actions = {
  'lose-node': 'take the machine of a worker away, with its log',
  'go-inactive': 'scale to zero, as RunPod does after 7 days without a job',
} as const;

async function faultsOf(io: CliIo) {
  const info = await findLocalRunPod(localStateFolder(io.env));
  if (!info) {
    throw new AppError('refused', 'Local RunPod is not running.', { remedy: 'Start it with `local up`.' });
  }
  return createFaults(info.url, { key: info.key, clock: io.clock, log: io.log, userAgent: io.userAgent });
}

async function idOf(io: CliIo, idOrName: string): Promise<string> {
  const target = await targetOf(io, { target: 'local' });
  return (await endpointOf(io, target, idOrName)).id;
}

async function show(
  io: CliIo,
  options: SetOptions,
  work: (faults: Awaited<ReturnType<typeof faultsOf>>) => Promise<LocalFaults>,
): Promise<ExitCode> {
  const faults = await work(await faultsOf(io));
  if (options.json) printJson(io, faults);
  else printLine(io, render(faults));
  return 0;
}

async function act(io: CliIo, idOrName: string, action: keyof typeof actions): Promise<ExitCode> {
  const id = await idOf(io, idOrName);
  await (await faultsOf(io)).act(id, action, io.signal);
  printLine(io, `${id}: ${action}.`);
  return 0;
}

function render({ balance, endpoints }: LocalFaults): string {
  const lines = Object.entries(endpoints).map(([id, faults]) => `${id}  ${JSON.stringify(faults)}`);
  if (balance !== undefined) lines.unshift(`balance  $${balance}`);
  return lines.length > 0 ? lines.join('\n') : 'No faults: everything is well.';
}

function pullOf(text: string): NonNullable<EndpointFaults['pull']> {
  const match = /^([\d.]+)\s*GB@([\d.]+)\s*MB(?:\/s)?$/i.exec(text.trim());
  const [gigabytes, megabytesPerSecond] = [Number(match?.[1]), Number(match?.[2])];
  if (gigabytes > 0 && megabytesPerSecond > 0) return { gigabytes, megabytesPerSecond };
  throw new AppError('usage', `--pull takes a size and a speed such as 15GB@25MB, not "${text}".`);
}

function usdOf(text: string): number {
  const usd = Number(text);
  if (text.trim() !== '' && Number.isFinite(usd)) return usd;
  throw new AppError('usage', `The balance is a number of US dollars, not "${text}".`);
}
