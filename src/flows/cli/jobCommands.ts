// `ping` asks whether a worker answers; `job` sends an input and waits for the result.
import { AppError, explain } from '../../base/errors';
import { isRecord, parseJsonOrExplain } from '../../base/json';
import type { Job } from '../../wire/job';
import { ping } from '../ping';
import { type JobResult, type JobUpdate, runJob } from '../runJob';
import { type AddCommand, pathOf, wholeNumber } from './command';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';
import { renderOutput } from './jobOutput';
import { jobShelf } from './jobsCommand';
import { renderDuration } from './table';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';

interface JobOptions extends TargetOption {
  readonly input?: string;
  readonly stream?: true;
  readonly timeout: number;
  readonly webhook?: string;
  readonly ttl?: number;
  readonly executionTimeout?: number;
  readonly lowPriority?: true;
  readonly json?: true;
}

export const addJobCommands: AddCommand = (program, io, runner) => {
  withTarget(program.command('ping').description('Send {"input":{"ping":true}} and wait for the answer'))
    .argument('<endpoint>', 'id or name')
    .option('--timeout <seconds>', 'how long to wait', wholeNumber('--timeout', 1), 120)
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: JobOptions) => sendPing(io, endpoint, options)));
  withTarget(program.command('job').description('Send a job and wait for its result'))
    .argument('<endpoint>', 'id or name')
    .option(
      '--input <file>',
      'JSON with an "input" object, or the input itself; - reads standard input',
      'test_input.json',
    )
    .option('--stream', 'print what the handler yields as it comes')
    .option('--webhook <url>', 'called with the result')
    .option('--ttl <seconds>', 'until RunPod drops the job, from now', wholeNumber('--ttl', 10))
    .option('--execution-timeout <seconds>', 'it may run', wholeNumber('--execution-timeout', 5))
    .option('--low-priority', 'start no new worker for it')
    .option('--timeout <seconds>', 'how long to wait', wholeNumber('--timeout', 1), 600)
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: JobOptions) => sendJob(io, endpoint, options)));
};

async function sendPing(io: CliIo, idOrName: string, options: JobOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const asked = { endpointId: endpoint.id, timeoutMs: options.timeout * 1000 };
  const result = await ping(target.cloud, asked, { clock: io.clock }, io.signal);
  if (options.json) printJson(io, result);
  else if (result.ok) {
    printLine(
      io,
      `${endpoint.name} answered in ${renderDuration(result.totalMs)} (${renderSplit(result)}) on ${result.workerId}.`,
    );
  } else remark(io, `${endpoint.name} did not answer as it should: ${result.reason}`);
  return result.ok ? 0 : 1;
}

interface Split {
  readonly queueMs: number | undefined;
  readonly runMs: number | undefined;
  readonly roundTripMs?: number | undefined;
}

function renderSplit({ queueMs, runMs, roundTripMs }: Split): string {
  const part = (name: string, ms: number | undefined) =>
    ms === undefined ? [] : [`${name} ${renderDuration(ms)}`];
  return [...part('queue', queueMs), ...part('run', runMs), ...part('network', roundTripMs)].join(', ');
}

async function sendJob(io: CliIo, idOrName: string, options: JobOptions): Promise<ExitCode> {
  const request = withPolicy(await readRequest(io, options.input ?? 'test_input.json'), options);
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const shelf = jobShelf(io, target);
  const sentMs = io.clock.now();
  // Kept as soon as its id is known: whoever stops waiting finds it with `jobs`.
  const keep = (job: Job, end?: { endedMs: number }) =>
    shelf.save({ jobId: job.id, endpointId: endpoint.id, sentMs, request, job, ...end });
  const kept = { first: Promise.resolve() };
  const note = ({ job, chunks, elapsedMs }: JobUpdate) => {
    if (elapsedMs === 0 || chunks.length === 0) kept.first = keep(job).catch(() => undefined);
    if (!options.stream || options.json) return;
    for (const chunk of chunks) printLine(io, JSON.stringify(chunk));
  };
  const result = await runJob(
    target.cloud,
    {
      endpointId: endpoint.id,
      request,
      timeoutMs: options.timeout * 1000,
      output: options.stream ? 'stream' : 'whole',
      onUpdate: note,
    },
    { clock: io.clock },
    io.signal,
  );
  await kept.first;
  await keep(result.job, { endedMs: io.clock.now() }).catch(error => {
    remark(io, `The result could not be kept on disk: ${explain(error).message}`);
  });
  return tellResult(io, result, options);
}

/** What the options say wins over the file. */
function withPolicy(request: unknown, options: JobOptions): unknown {
  const { webhook, ttl, executionTimeout, lowPriority } = options;
  const policy = {
    ...(ttl !== undefined && { ttl: ttl * 1000 }),
    ...(executionTimeout !== undefined && { executionTimeout: executionTimeout * 1000 }),
    ...(lowPriority && { lowPriority }),
  };
  if (!isRecord(request) || (webhook === undefined && Object.keys(policy).length === 0)) return request;
  const before = isRecord(request.policy) ? request.policy : {};
  return {
    ...request,
    ...(webhook !== undefined && { webhook }),
    ...(Object.keys(policy).length > 0 && { policy: { ...before, ...policy } }),
  };
}

async function readRequest(io: CliIo, from: string): Promise<unknown> {
  const text = from === '-' ? await io.stdin() : await io.files.read(pathOf(io, from));
  if (text === undefined) {
    throw new AppError('usage', `There is no job input at ${from}.`, {
      remedy: 'Name a JSON file with --input, or - for standard input.',
    });
  }
  return parseJsonOrExplain(text, from === '-' ? 'The job input' : from);
}

function tellResult(io: CliIo, result: JobResult, options: JobOptions): ExitCode {
  const { job, timing, reason, failure } = result;
  if (options.json)
    printJson(io, { ...job, timing, ...(reason !== undefined && { reason }), ...(failure && { failure }) });
  else {
    printLine(
      io,
      `${job.status} in ${renderDuration(timing.totalMs)} (${renderSplit(timing)})${job.workerId ? ` on ${job.workerId}` : ''}`,
    );
    if (job.output !== undefined) printLine(io, renderOutput(job.output));
    if (reason !== undefined) remark(io, reason);
    if (failure) remark(io, failure.error_traceback);
  }
  return job.status === 'COMPLETED' ? 0 : 1;
}
