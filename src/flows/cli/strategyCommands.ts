// `strategy` tells how a handler loads its model; `switch` rewrites it between warm and lazy.
import { relative } from 'node:path';
import { AppError } from '../../base/errors';
import type { LoadingReport, SwitchTarget } from '../../loading/report';
import { KeptFiles } from '../../project/keptFiles';
import { strategyOf } from '../strategy';
import {
  applyStrategySwitch,
  planStrategySwitch,
  refusalError,
  type StrategySwitch,
  switchDiff,
} from '../switchStrategy';
import { type AddCommand, collect, oneOf, pathOf, wholeNumber } from './command';
import { type CompareOptions, compare } from './compareCommand';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';

interface SwitchOptions {
  readonly to: SwitchTarget;
  readonly write?: true;
  readonly diff?: true;
}

export const addStrategyCommands: AddCommand = (program, io, runner) => {
  program
    .command('strategy')
    .description('Tell how handlers load their model: warm, lazy, hybrid, per-request, none or unknown')
    .argument('<file...>', 'handler files')
    .option('--json', 'print one JSON document')
    .option('--compare', 'measure warm against lazy: cold starts of both on a Local RunPod of their own')
    .option('--runs <n>', 'cold starts of each (with --compare)', wholeNumber('--runs', 1), 3)
    .option('--jobs <n>', 'jobs after the first in each', wholeNumber('--jobs', 1), 5)
    .option('--input <file>', 'the job (test_input.json of the worker folder by default)')
    .option('--folder <dir>', 'the worker folder, copied for the comparison')
    .option('--env <name=value>', "a variable of the worker's environment (repeatable)", collect, [])
    .option('--python <path>', 'Python for the worker environment (python3 of PATH by default)')
    .option('--endpoint <name>', 'judge for the timeouts of this endpoint')
    .option('--target <name>', '`local`, or `env` for the account of RUNPOD_API_KEY')
    .option('--init-timeout <seconds>', 'judge for this init timeout', wholeNumber('--init-timeout', 1))
    .option('--idle-timeout <seconds>', 'judge for this idle timeout', wholeNumber('--idle-timeout', 1))
    .option('--jobs-per-hour <n>', 'judge for so many jobs an hour', wholeNumber('--jobs-per-hour', 1))
    .option(
      '--jobs-per-start <n>',
      'judge for so many jobs per new worker',
      wholeNumber('--jobs-per-start', 1),
    )
    .action(
      runner((files: string[], options: CompareOptions) =>
        options.compare ? compare(io, files, options) : strategy(io, files, options),
      ),
    );
  program
    .command('switch')
    .description('Rewrite a handler between warm and lazy loading; prints the new source by default')
    .argument('<file>', 'the handler file')
    .requiredOption('--to <strategy>', 'warm or lazy', oneOf('--to', ['warm', 'lazy']))
    .option('--write', 'rewrite the file')
    .option('--diff', 'print a unified diff')
    .action(runner((file: string, options: SwitchOptions) => switchTo(io, file, options)));
};

async function strategy(io: CliIo, typed: string[], options: { json?: true }): Promise<ExitCode> {
  // Handlers of one folder look for the same modules in the same places.
  const deps = { files: new KeptFiles(io.files), python: await io.python() };
  const documents: unknown[] = [];
  for (const file of typed) {
    const report = await strategyOf(pathOf(io, file), deps);
    if (options.json) documents.push(documentOf(io, report));
    else tell(io, report);
  }
  if (options.json) printJson(io, documents);
  return 0;
}

function tell(io: CliIo, { path, strategy: name, shape, reason, loads }: LoadingReport): void {
  printLine(io, `${relative(io.cwd, path)}: ${name} (${shape}). ${reason}`);
  for (const load of loads) {
    printLine(io, `  ${relative(io.cwd, load.path)}:${load.range.start.line + 1} ${load.how}`);
  }
}

function documentOf(io: CliIo, { path, strategy: name, shape, loads, switchable, reason }: LoadingReport) {
  return {
    path: relative(io.cwd, path),
    strategy: name,
    shape,
    loads: loads.map(({ range, how, path: at }) => ({ range, how, path: relative(io.cwd, at) })),
    switchable,
    reason,
  };
}

async function switchTo(io: CliIo, typed: string, options: SwitchOptions): Promise<ExitCode> {
  if (options.write && options.diff) throw new AppError('usage', 'Choose one of --write and --diff.');
  const path = pathOf(io, typed);
  const plan = await planStrategySwitch(path, options.to, { files: io.files, python: await io.python() });
  if (plan.kind === 'refused') throw refusalError(plan);
  if (plan.kind === 'unchanged') {
    remark(io, plan.reason);
    if (!options.write && !options.diff) io.out((await io.files.read(path)) ?? '');
    return 0;
  }
  await deliver(io, path, plan, options);
  for (const { path: at, range, message } of plan.notes) {
    remark(io, `${relative(io.cwd, at)}:${range.start.line + 1} ${message}`);
  }
  return 0;
}

type Switched = Extract<StrategySwitch, { kind: 'edits' }>;

async function deliver(io: CliIo, path: string, { texts }: Switched, options: SwitchOptions): Promise<void> {
  if (options.diff) {
    io.out(switchDiff(texts, at => relative(io.cwd, at)));
    return;
  }
  if (options.write) {
    await applyStrategySwitch(texts, { files: io.files, writer: io });
    for (const { path: at } of texts) printLine(io, `${relative(io.cwd, at)} now loads ${options.to}.`);
    return;
  }
  io.out(texts.find(text => text.path === path)?.after ?? (await io.files.read(path)) ?? '');
  const others = texts.filter(text => text.path !== path).map(text => relative(io.cwd, text.path));
  if (others.length > 0)
    remark(io, `${others.join(', ')} must change too: use --diff to see it, --write to apply it.`);
}
