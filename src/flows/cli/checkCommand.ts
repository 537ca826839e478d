// `check`: the diagnostics of the editor, for terminals, scripts and CI.
import { relative } from 'node:path';
import { AppError } from '../../base/errors';
import { allRules } from '../../rules/registry';
import { diagnosticJson, renderText, sarifOf } from '../../rules/render';
import { type CheckDeps, type CheckResult, checkWorkers, fixWorkers } from '../checkWorkers';
import { type AddCommand, pathOf } from './command';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';

interface CheckOptions {
  readonly json?: true;
  readonly sarif?: true;
  readonly fix?: true;
}

export const addCheckCommand: AddCommand = (program, io, runner) => {
  program
    .command('check')
    .description('Find what goes wrong in workers: handler, Dockerfile, requirements, scripts, test inputs')
    .argument('[path...]', 'worker folders or files', ['.'])
    .option('--json', 'print one JSON document')
    .option('--sarif', 'print SARIF 2.1.0')
    .option('--fix', 'apply the fixes that are safe to apply unseen')
    .action(runner((paths: string[], options: CheckOptions) => check(io, paths, options)));
};

async function check(io: CliIo, typed: string[], options: CheckOptions): Promise<ExitCode> {
  if (options.json && options.sarif) throw new AppError('usage', 'Choose one of --json and --sarif.');
  const paths = typed.map(path => pathOf(io, path));
  const deps = { files: io.files, python: await io.python(), log: io.log };
  const result = await (options.fix ? fix(io, paths, deps) : checkWorkers(paths, deps, io.signal));
  const shown = (path: string) => relative(io.cwd, path);
  if (options.json) {
    const diagnostics = result.diagnostics.map(one => diagnosticJson(one, shown));
    printJson(io, { files: result.files, diagnostics });
  } else if (options.sarif) {
    printJson(io, sarifOf(result.diagnostics, { rules: allRules, version: io.version, shown }));
  } else tell(io, result, shown);
  return result.diagnostics.length > 0 ? 1 : 0;
}

async function fix(io: CliIo, paths: string[], deps: CheckDeps): Promise<CheckResult> {
  const result = await fixWorkers(paths, deps, io.signal);
  for (const [path, text] of result.changed) await io.write(path, text);
  if (result.fixed > 0)
    remark(io, `${count(result.fixed, 'finding')} fixed in ${count(result.changed.size, 'file')}.`);
  return result;
}

function tell(io: CliIo, { files, diagnostics }: CheckResult, shown: (path: string) => string): void {
  if (diagnostics.length > 0) printLine(io, renderText(diagnostics, shown));
  if (files > 0) remark(io, `${count(files, 'file')} read, ${count(diagnostics.length, 'finding')}.`);
  else remark(io, 'No worker found: a worker is a folder whose Python calls runpod.serverless.start().');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
