// `endpoints stop-all` and `endpoints restore`: the brake and the way back. Without --yes nothing is stopped.
import { AppError } from '../../base/errors';
import { snapshotFiles } from '../adapters/snapshotFiles';
import { localStateFolder } from '../localRunPod';
import { restoreSpending, type ScaleOutcome, stopAllSpending } from '../spending';
import type { AddCommand } from './command';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';
import { nameOf, type TargetOption, targetOf, withTarget } from './targetOption';

interface Options extends TargetOption {
  readonly yes?: true;
  readonly json?: true;
}

export const addSpendingCommands: AddCommand = (endpoints, io, runner) => {
  withTarget(
    endpoints.command('stop-all').description('set every endpoint to 0 workers, and remember what each had'),
  )
    .option('--yes', 'do it')
    .option('--json', 'print one JSON document')
    .action(runner((options: Options) => stopAll(io, options)));
  withTarget(endpoints.command('restore').description('give every endpoint back what `stop-all` took'))
    .option('--json', 'print one JSON document')
    .action(runner((options: Options) => restore(io, options)));
};

async function stopAll(io: CliIo, options: Options): Promise<ExitCode> {
  const target = await targetOf(io, options);
  if (!options.yes) {
    const running = (await target.cloud.endpoints.list(io.signal)).filter(({ workers }) => workers.max > 0);
    const names = running.map(({ name }) => name).join(', ');
    throw new AppError('refused', `${nameOf(target)} has workers allowed on: ${names || 'no endpoint'}.`, {
      remedy: 'Say --yes to set all of them to 0. Jobs that run are ended. Nothing was changed.',
    });
  }
  const stopped = await stopAllSpending(target.cloud, depsOf(io), io.signal);
  const { outcomes, snapshot } = stopped;
  if (options.json) printJson(io, { outcomes, snapshot });
  else if (snapshot === undefined)
    printLine(io, `${nameOf(target)} spends nothing: no endpoint has workers.`);
  else {
    for (const { name, id, min, max, problem } of outcomes) {
      if (problem === undefined) printLine(io, `${name} (${id}) had ${min} to ${max} workers and has none.`);
      else remark(io, `${name} (${id}) was not stopped: ${problem}`);
    }
    printLine(io, `\`endpoints restore\` gives them back; kept in ${snapshot}.`);
  }
  return codeOf(outcomes);
}

async function restore(io: CliIo, options: Options): Promise<ExitCode> {
  const target = await targetOf(io, options);
  const outcomes = await restoreSpending(target.cloud, depsOf(io), io.signal);
  if (options.json) printJson(io, { outcomes });
  else for (const outcome of outcomes) tell(io, outcome);
  return codeOf(outcomes);
}

function tell(io: CliIo, { name, id, min, max, problem, left }: ScaleOutcome): void {
  const who = `${name} (${id})`;
  if (problem !== undefined) remark(io, `${who} was not restored: ${problem}`);
  else if (left === 'gone') printLine(io, `${who} no longer exists.`);
  else if (left === 'changed') printLine(io, `${who} was scaled meanwhile and stays as it is.`);
  else printLine(io, `${who} has ${min} to ${max} workers again.`);
}

function depsOf(io: CliIo) {
  return { snapshots: snapshotFiles(localStateFolder(io.env)), clock: io.clock };
}

function codeOf(outcomes: readonly ScaleOutcome[]): ExitCode {
  return outcomes.some(({ problem }) => problem !== undefined) ? 4 : 0;
}
