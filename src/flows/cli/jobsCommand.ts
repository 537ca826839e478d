// `jobs` shows what was sent from this machine: results are kept when first seen, because RunPod forgets them after 30
// minutes. Jobs that had not ended are asked for once.
import { isAppError } from '../../base/errors';
import type { JobRecord, JobShelf } from '../../state/jobRecord';
import { isTerminal } from '../../wire/job';
import { jobFiles } from '../adapters/jobFiles';
import { localStateFolder } from '../localRunPod';
import type { Target } from '../target';
import { type AddCommand, wholeNumber } from './command';
import { type CliIo, type ExitCode, printJson, printLine, secretsOf } from './io';
import { renderDuration, renderTable } from './table';
import { endpointOf, type TargetOption, targetOf, withTarget } from './targetOption';

interface JobsOptions extends TargetOption {
  readonly limit: number;
  readonly json?: true;
}

export const addJobsCommand: AddCommand = (program, io, runner) => {
  withTarget(program.command('jobs').description('List the jobs sent from this machine, with their results'))
    .argument('<endpoint>', 'id or name')
    .option('--limit <n>', 'the newest so many', wholeNumber('--limit', 1), 20)
    .option('--json', 'print one JSON document')
    .action(runner((endpoint: string, options: JobsOptions) => listJobs(io, endpoint, options)));
};

/** Where the jobs of a target are kept. */
export function jobShelf(io: CliIo, { kind, name }: Target): JobShelf {
  return jobFiles({
    stateFolder: localStateFolder(io.env),
    target: kind === 'local' ? 'local' : name,
    secrets: () => secretsOf(io),
  });
}

async function listJobs(io: CliIo, idOrName: string, options: JobsOptions): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const endpoint = await endpointOf(io, target, idOrName);
  const shelf = jobShelf(io, target);
  const all = (await shelf.load()).filter(({ endpointId }) => endpointId === endpoint.id);
  const newest = all.toReversed().slice(0, options.limit);
  const seen = await Promise.all(newest.map(record => looked(io, { target, shelf }, record)));
  if (options.json) printJson(io, seen);
  else if (seen.length === 0) printLine(io, `No job was sent to ${endpoint.name} from this machine.`);
  else {
    const rows = seen.map(({ jobId, sentMs, job, lost }) => [
      jobId,
      `${renderDuration(io.clock.now() - sentMs)} ago`,
      lost ? `${job.status} (forgotten by RunPod)` : job.status,
      job.executionTime === undefined ? '' : renderDuration(job.executionTime),
    ]);
    printLine(io, renderTable(['job', 'sent', 'state', 'ran'], rows));
  }
  return 0;
}

/** The record, with what became of the job since. */
async function looked(
  io: CliIo,
  { target, shelf }: { readonly target: Target; readonly shelf: JobShelf },
  record: JobRecord,
): Promise<JobRecord> {
  if (record.lost || isTerminal(record.job.status)) return record;
  try {
    const job = await target.cloud.jobs.status(record.endpointId, record.jobId, io.signal);
    const ended = isTerminal(job.status) ? { endedMs: io.clock.now() } : {};
    const now: JobRecord = { ...record, ...ended, job };
    await shelf.save(now);
    return now;
  } catch (error) {
    if (!isAppError(error, 'not-found')) throw error;
    const gone: JobRecord = { ...record, lost: true, endedMs: io.clock.now() };
    await shelf.save(gone);
    return gone;
  }
}
