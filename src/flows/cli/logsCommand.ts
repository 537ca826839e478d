// `logs`: the lines of all workers of an endpoint, as they were (kept on disk, those of gone workers too) or as they
// come. The same wishes as in the log view; all hold at once.
import { AppError } from '../../base/errors';
import { completed } from '../../logs/capture/files';
import { openHistory } from '../../logs/capture/history';
import { sortedByTime } from '../../logs/capture/merge';
import { type ItemFilter, isLevel, itemFilter } from '../../logs/itemFilter';
import { type TailItem, workerOf } from '../../logs/line';
import { type LogSource, logSources } from '../../wire/logEvent';
import { localStateFolder } from '../localRunPod';
import { catchUpLogs, followLogs, parseSince, type TailLogsOptions } from '../tailLogs';
import { logFolder } from '../tailLogsFolder';
import type { AddCommand } from './command';
import { type CliIo, type ExitCode, printLine, secretsOf } from './io';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';

const defaultTail = 100;
/** Read from the end of a worker's file for each line wanted; longer lines bring fewer. */
const bytesPerLine = 4_096;

interface LogsOptions extends TargetOption {
  readonly follow?: true;
  readonly worker?: string;
  readonly since?: string;
  readonly until?: string;
  readonly tail?: string;
  readonly source?: string;
  readonly level?: string;
  readonly job?: string;
  readonly grep?: string;
  readonly regex?: true;
  readonly json?: true;
}

export const addLogsCommand: AddCommand = (program, io, runner) => {
  withTarget(program.command('logs').description('Show the logs of all workers of an endpoint'))
    .argument('<endpoint>', 'id or name')
    .option('--follow', 'go on with new lines and new workers until Ctrl+C')
    .option('--worker <id>', 'only this worker')
    .option('--since <time>', 'an age such as 15m, or a time such as 2026-11-21T12:00:00Z')
    .option('--until <time>', 'an age or a time')
    .option('--tail <n>', 'lines of history for each worker, up to 5000 (100; all of them with --since)')
    .option('--source <name>', 'container or system')
    .option('--level <name>', 'this level and up: trace, debug, info, warn, error')
    .option('--job <id>', 'only lines of this job')
    .option('--grep <text>', 'only lines that hold all these words')
    .option('--regex', 'take --grep as a regular expression')
    .option('--json', 'one JSON object a line')
    .action(runner((endpoint: string, options: LogsOptions) => logs(io, endpoint, options)));
};

async function logs(io: CliIo, idOrName: string, options: LogsOptions): Promise<ExitCode> {
  const wishes = wishesOf(options, io);
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const folder = logFolder(localStateFolder(io.env), target);
  const request: TailLogsOptions = {
    endpointId: endpoint.id,
    workerId: options.worker,
    since: options.since,
    tail: tailOf(options),
    folder,
    secrets: secretsOf(io),
  };
  const passes = itemFilter(wishes);
  const print = (item: TailItem) => {
    if (passes(item)) printLine(io, options.json ? jsonOf(item) : lineOf(item));
  };
  if (options.follow) {
    for await (const item of kept(request, folder)) print(item);
    await followLogs(target.cloud, { ...request, emit: item => void print(item) }, io, io.signal);
    return 0;
  }
  const before = await collected(kept(request, folder));
  const fresh = await catchUpLogs(target.cloud, request, io, io.signal);
  for (const item of newest(sortedByTime([...before, ...fresh]), request)) print(item);
  return 0;
}

/** What is on disk, oldest first. */
async function* kept(request: TailLogsOptions, folder: string): AsyncGenerator<TailItem> {
  const { endpointId, since, tail = defaultTail, workerId } = request;
  const history = await openHistory(folder, endpointId);
  try {
    if (since === undefined) {
      yield* newest(await history.newest(tail * bytesPerLine), request).map(completed);
      return;
    }
    for await (const slice of history.all()) {
      for (const item of slice)
        if (workerId === undefined || workerOf(item) === workerId) yield completed(item);
    }
  } finally {
    await history.close();
  }
}

async function collected(items: AsyncIterable<TailItem>): Promise<TailItem[]> {
  const list: TailItem[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The last lines of each worker, unless a time was given. */
function newest(
  items: readonly TailItem[],
  { since, tail = defaultTail, workerId }: TailLogsOptions,
): TailItem[] {
  const counts = new Map<string, number>();
  const chosen: TailItem[] = [];
  for (const item of [...items].reverse()) {
    const worker = workerOf(item);
    const count = (counts.get(worker) ?? 0) + 1;
    counts.set(worker, count);
    if ((workerId === undefined || worker === workerId) && (since !== undefined || count <= tail))
      chosen.push(item);
  }
  return chosen.reverse();
}

function tailOf({ tail }: LogsOptions): number | undefined {
  if (tail === undefined) return undefined;
  const count = Number(tail);
  if (/^\d+$/.test(tail) && count <= 5_000) return count;
  throw new AppError('usage', `--tail must be a number from 0 to 5000, not "${tail}".`);
}

function wishesOf(options: LogsOptions, io: CliIo): ItemFilter {
  const { source, level, since, until, worker, job, grep, regex } = options;
  const word = level?.toUpperCase();
  if (source !== undefined && !logSources.some(name => name === source)) {
    throw new AppError('usage', `--source must be container or system, not "${source}".`);
  }
  if (word !== undefined && !isLevel(word)) {
    throw new AppError('usage', `--level must be trace, debug, info, warn or error, not "${level}".`);
  }
  const time = (text: string | undefined) =>
    text === undefined ? undefined : Date.parse(parseSince(text, io.clock));
  return {
    source: source as LogSource | undefined,
    minLevel: word,
    workerId: worker,
    jobId: job,
    text: grep ?? '',
    isRegex: regex === true,
    fromMs: time(since),
    toMs: time(until),
  };
}

function jsonOf(item: TailItem): string {
  if ('gap' in item) return JSON.stringify(item);
  const { cursor: _, ...line } = item;
  return JSON.stringify(line);
}

function lineOf(item: TailItem): string {
  if ('gap' in item)
    return `-- lines are missing from ${item.gap.from} to ${item.gap.to} (worker ${item.gap.workerId}) --`;
  const mark = item.source === 'system' ? '*' : ' ';
  return `${item.ts.slice(11, 23)} ${item.workerId.slice(0, 14)} ${mark} ${item.line}`;
}
