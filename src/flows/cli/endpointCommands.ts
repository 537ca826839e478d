// `endpoints` lists what a target has, and its subcommands make, scale, stop and delete; `health` shows one endpoint's
// counters.
import type { Command } from 'commander';
import type { AddCommand } from './command';
import { addEndpointChangeCommands } from './endpointChangeCommands';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { addSpendingCommands } from './spendingCommands';
import { renderTable } from './table';
import { endpointOf, nameOf, shownEndpoint, type TargetOption, targetOf, withTarget } from './targetOption';

type Options = TargetOption & { readonly json?: true };

export const addEndpointCommands: AddCommand = (program, io, runner) => {
  const endpoints: Command = program
    .command('endpoints')
    .description('List, make, scale, stop and delete endpoints');
  withTarget(endpoints)
    .option('--json', 'print one JSON document')
    .action(runner((options: Options) => list(io, options)));
  withTarget(endpoints.command('pools').description('list GPU pools with stock and price'))
    .option('--json', 'print one JSON document')
    .action(runner((options: Options) => pools(io, options)));
  addEndpointChangeCommands(endpoints, io, runner);
  addSpendingCommands(endpoints, io, runner);
  withTarget(program.command('health').description("Show an endpoint's job and worker counters"))
    .argument('<endpoint>', 'id or name')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: Options) => health(io, endpoint, options)));
};

async function list(io: CliIo, options: Options): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const found = await target.cloud.endpoints.list(io.signal);
  if (options.json) {
    printJson(io, found.map(shownEndpoint));
    return 0;
  }
  if (found.length === 0) printLine(io, `${nameOf(target)} has no endpoints yet. \`deploy\` makes one.`);
  else {
    const rows = found.map(({ id, name, workers, image }) => [
      id,
      name,
      `${workers.min}–${workers.max}`,
      image ?? '',
    ]);
    printLine(io, renderTable(['id', 'name', 'workers', 'image'], rows));
  }
  return 0;
}

async function pools(io: CliIo, options: Options): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const found = await target.cloud.catalog.gpuPools(io.signal);
  if (options.json) printJson(io, found);
  else {
    const rows = found.map(({ id, memoryGb, pricePerHour, stock, types }) => [
      id,
      `${memoryGb} GB`,
      pricePerHour === undefined ? '?' : `$${pricePerHour.toFixed(2)}/h`,
      (stock ?? '?').toLowerCase(),
      types.join(', '),
    ]);
    printLine(io, renderTable(['pool', 'memory', 'price', 'stock', 'types'], rows));
  }
  return 0;
}

async function health(io: CliIo, idOrName: string, options: Options): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const counters = await target.cloud.jobs.health(endpoint.id, io.signal);
  if (options.json) printJson(io, counters);
  else {
    const row = (counts: Record<string, unknown>) =>
      Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join('  ');
    printLine(io, `jobs     ${row(counters.jobs)}`);
    printLine(io, `workers  ${row(counters.workers)}`);
  }
  return 0;
}
