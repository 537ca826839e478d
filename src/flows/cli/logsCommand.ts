// `logs`: the lines of all workers of an endpoint, as they were or as they come.
import type { TailItem } from '../../logs/line';
import { tailLogs } from '../tailLogs';
import type { AddCommand } from './command';
import { type CliIo, type ExitCode, printLine } from './io';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';

interface LogsOptions extends TargetOption {
  readonly follow?: true;
  readonly worker?: string;
  readonly since?: string;
  readonly json?: true;
}

export const addLogsCommand: AddCommand = (program, io, runner) => {
  withTarget(program.command('logs').description('Show the logs of all workers of an endpoint'))
    .argument('<endpoint>', 'id or name')
    .option('--follow', 'go on with new lines and new workers until Ctrl+C')
    .option('--worker <id>', 'only this worker')
    .option('--since <time>', 'an age such as 15m, or a time such as 2026-11-21T12:00:00Z')
    .option('--json', 'one JSON object a line')
    .action(runner((endpoint: string, options: LogsOptions) => logs(io, endpoint, options)));
};

async function logs(io: CliIo, idOrName: string, options: LogsOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const render = options.json ? (item: TailItem) => JSON.stringify(item) : renderItem;
  const request = {
    endpointId: endpoint.id,
    mode: options.follow ? ('follow' as const) : ('once' as const),
    workerId: options.worker,
    since: options.since,
  };
  for await (const item of tailLogs(target.cloud, request, { clock: io.clock }, io.signal))
    printLine(io, render(item));
  return 0;
}

function renderItem(item: TailItem): string {
  if ('gap' in item)
    return `-- lines are missing from ${item.gap.from} to ${item.gap.to} (worker ${item.gap.workerId}) --`;
  const mark = item.source === 'system' ? '*' : ' ';
  return `${item.ts.slice(11, 23)} ${item.workerId.slice(0, 14)} ${mark} ${item.line}`;
}
