// `check`: the diagnostics of the editor, for terminals, scripts and CI.
import { relative } from 'node:path';
import { AppError } from '../../base/errors';
import type { Diagnostic, Fix } from '../../rules/rule';
import { applyFixes } from '../applyFixes';
import { type CheckDeps, type CheckResult, checkWorkers } from '../checkWorkers';
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
  const result = await (options.fix ? fixAll(io, paths, deps) : checkWorkers(paths, deps, io.signal));
  if (options.json) printJson(io, documentOf(io, result));
  else tell(io, result);
  return result.diagnostics.length > 0 ? 1 : 0;
}

/** Fixes that touch one place wait for the next round; a round that changes nothing is the last. */
const maxRounds = 10;

async function fixAll(io: CliIo, paths: string[], deps: CheckDeps): Promise<CheckResult> {
  let result = await checkWorkers(paths, deps, io.signal);
  for (let round = 0; round < maxRounds; round++) {
    const fixes = result.diagnostics.flatMap(one => one.fixes.filter(fix => fix.preferred).slice(0, 1));
    const changed = applyFixes(await textsOf(io, fixes), fixes);
    if (changed.size === 0) break;
    for (const [path, text] of changed) await io.write(path, text);
    result = await checkWorkers(paths, deps, io.signal);
  }
  return result;
}

async function textsOf(io: CliIo, fixes: readonly Fix[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of new Set(fixes.flatMap(fix => fix.edits.map(edit => edit.path)))) {
    const text = await io.files.read(path);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

/** The JSON of design: paths relative to the current folder, positions as in LSP. */
function documentOf(io: CliIo, { files, diagnostics }: CheckResult) {
  return {
    files,
    diagnostics: diagnostics.map(({ code, name, severity, path, range, message, fixes }) => ({
      code,
      name,
      severity,
      path: relative(io.cwd, path),
      range,
      message,
      fixable: fixes.length > 0,
    })),
  };
}

function tell(io: CliIo, { files, diagnostics }: CheckResult): void {
  for (const one of diagnostics) printLine(io, renderDiagnostic(io, one));
  if (files === 0)
    remark(io, 'No worker found: a worker is a folder whose Python calls runpod.serverless.start().');
  else remark(io, `${count(files, 'file')} read, ${count(diagnostics.length, 'finding')}.`);
}

/** Lines and columns count from 1 here, as compilers do, so that terminals can link them. */
function renderDiagnostic(io: CliIo, { path, range, severity, code, message, fixes }: Diagnostic): string {
  const where = `${relative(io.cwd, path)}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${where} ${severity} ${code} ${message}${fixes.length > 0 ? ' [fixable]' : ''}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
