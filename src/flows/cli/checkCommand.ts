// `check`: the diagnostics of the editor, for terminals, scripts and CI.
import { relative } from 'node:path';
import { AppError, explain, isCancelled } from '../../base/errors';
import { engineSources, findAuthWith } from '../../image/findEngine';
import { allRules } from '../../rules/registry';
import { diagnosticJson, renderText, sarifOf } from '../../rules/render';
import type { Fix } from '../../rules/rule';
import { journalFiles } from '../adapters/journalFiles';
import { importJson } from '../checkImport/checkImports';
import type { ImportReport } from '../checkImport/importReport';
import { importText } from '../checkImport/importText';
import { type CheckResult, checkWorkers, type FixDeps, fixWorkers } from '../checkWorkers';
import { localStateFolder } from '../localRunPod';
import { pinFix } from '../pinImages';
import { pulledImages } from '../pulledImages';
import { type AddCommand, pathOf, wholeNumber } from './command';
import { type ImportOptions, importWorkers } from './importOption';
import { type CliIo, type ExitCode, printJson, printLine, remark } from './io';

interface CheckOptions extends ImportOptions {
  readonly json?: true;
  readonly sarif?: true;
  readonly fix?: true;
  readonly pin?: true;
  readonly import?: true;
}

export const addCheckCommand: AddCommand = (program, io, runner) => {
  program
    .command('check')
    .description('Find what goes wrong in workers: handler, Dockerfile, requirements, scripts, test inputs')
    .argument('[path...]', 'worker folders or files', ['.'])
    .option('--json', 'print one JSON document')
    .option('--sarif', 'print SARIF 2.1.0')
    .option('--fix', 'apply the fixes that are safe to apply unseen')
    .option('--pin', 'with --fix: also pin base images whose tag moves, to the digest it names now')
    .option('--import', 'also run the handler up to start(), and tell what really happens until then')
    .option('--image <ref>', 'with --import: in this image instead of a Python environment')
    .option('--python <path>', 'with --import: the Python that makes the environment')
    .option(
      '--timeout <s>',
      'with --import: seconds until start() (default 420)',
      wholeNumber('--timeout', 1),
    )
    .action(runner((paths: string[], options: CheckOptions) => check(io, paths, options)));
};

async function check(io: CliIo, typed: string[], options: CheckOptions): Promise<ExitCode> {
  refuseContradictions(options);
  const paths = typed.map(path => pathOf(io, path));
  const pulled = pulledImages(await journalFiles(localStateFolder(io.env)).list());
  const pulledOf = (folder: string) => pulled.get(folder);
  const deps = { files: io.files, python: await io.python(), log: io.log, pulledOf };
  const result = await (options.fix
    ? fix(io, paths, { ...deps, ask: options.pin ? pinning(io) : undefined })
    : checkWorkers(paths, deps, io.signal));
  const imports = options.import ? await importWorkers(io, result.workers, options) : undefined;
  const shown = (path: string) => relative(io.cwd, path);
  if (options.json) {
    const diagnostics = result.diagnostics.map(one => diagnosticJson(one, shown));
    const reports = imports?.map(report => importJson(report, shown));
    printJson(io, { files: result.files, diagnostics, ...(reports ? { imports: reports } : {}) });
  } else if (options.sarif) {
    printJson(io, sarifOf(result.diagnostics, { rules: allRules, version: io.version, shown }));
  } else tell(io, { ...result, imports: imports ?? [] }, shown);
  const found = result.diagnostics.length + (imports ?? []).flatMap(report => report.findings).length;
  return found > 0 ? 1 : 0;
}

function refuseContradictions(options: CheckOptions): void {
  const { json, sarif, fix, pin, import: imports, image, python, timeout } = options;
  if (pin && !fix) throw new AppError('usage', '--pin goes with --fix.');
  if (json && sarif) throw new AppError('usage', 'Choose one of --json and --sarif.');
  if (imports && sarif) {
    throw new AppError('usage', 'What --import finds has no SARIF form.', { remedy: 'Use --json.' });
  }
  if (!imports && (image ?? python ?? timeout) !== undefined) {
    throw new AppError('usage', '--image, --python and --timeout go with --import.');
  }
}

/** Asks for each image once; one whose registry gives no answer stays as it is, and is told. */
function pinning(io: CliIo): FixDeps['ask'] {
  const deps = { findAuth: findAuthWith(engineSources({ ...io.env })), signal: io.signal };
  const refused = new Set<string>();
  return async diagnostics => {
    const fixes: Fix[] = [];
    for (const one of diagnostics) {
      if (one.image === undefined || refused.has(one.image)) continue;
      const fix = await pinFix(one, deps).catch((error: unknown) => {
        if (isCancelled(error)) throw error;
        refused.add(one.image ?? '');
        remark(io, `${one.image} is not pinned: ${explain(error).message}`);
      });
      if (fix) fixes.push(fix);
    }
    return fixes;
  };
}

async function fix(io: CliIo, paths: string[], deps: FixDeps): Promise<CheckResult> {
  const result = await fixWorkers(paths, deps, io.signal);
  for (const [path, text] of result.changed) await io.write(path, text);
  if (result.fixed > 0)
    remark(io, `${count(result.fixed, 'finding')} fixed in ${count(result.changed.size, 'file')}.`);
  return result;
}

type Told = CheckResult & { readonly imports: readonly ImportReport[] };

function tell(io: CliIo, { files, diagnostics, imports }: Told, shown: (path: string) => string): void {
  if (diagnostics.length > 0) printLine(io, renderText(diagnostics, shown));
  if (files > 0) remark(io, `${count(files, 'file')} read, ${count(diagnostics.length, 'finding')}.`);
  else remark(io, 'No worker found: a worker is a folder whose Python calls runpod.serverless.start().');
  for (const report of imports) printLine(io, importText(report, shown));
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
