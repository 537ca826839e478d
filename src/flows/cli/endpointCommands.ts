// `endpoints` lists what a target has; `health` shows one endpoint's counters.
import type { AddCommand } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { renderTable } from './table';
import { endpointOf, nameOf, type TargetOption, targetOf, withTarget } from './targetOption';

type Options = TargetOption & { readonly json?: true };

export const addEndpointCommands: AddCommand = (program, io, runner) => {
  withTarget(program.command('endpoints').description('List the endpoints of a target'))
    .option('--json', 'print one JSON document')
    .action(runner((options: Options) => endpoints(io, options)));
  withTarget(program.command('health').description("Show an endpoint's job and worker counters"))
    .argument('<endpoint>', 'id or name')
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: Options) => health(io, endpoint, options)));
};

async function endpoints(io: CliIo, options: Options): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const found = await target.cloud.endpoints.list(io.signal);
  if (options.json) {
    // Values of env may be secrets: names say enough.
    printJson(
      io,
      found.map(({ env, ...endpoint }) => ({ ...endpoint, env: Object.keys(env ?? {}) })),
    );
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
