// `strategy --compare`: both variants of a handler measured on a Local RunPod of their own, as a table and a verdict.
import { join, relative } from 'node:path';
import { AppError } from '../../base/errors';
import type { Comparison, ComparisonVerdict } from '../../protocol/comparison';
import { comparisonTable } from '../../protocol/comparisonTable';
import { compareJob, workerFolderOf } from '../compareStrategies/compareInput';
import { compareStrategies } from '../compareStrategies/compareStrategies';
import { expectationsOf } from '../compareStrategies/expectations';
import { ownLocalRunPod } from '../compareStrategies/ownLocalRunPod';
import { verdictOf } from '../compareStrategies/verdict';
import { pairsOf, pathOf } from './command';
import { type CliIo, type ExitCode, printJson, printLine } from './io';
import { cliProgress } from './progress';
import { renderTable } from './table';
import { endpointOf, type TargetOption, targetOf } from './targetOption';

export interface CompareOptions extends TargetOption {
  readonly compare?: true;
  readonly runs: number;
  readonly jobs: number;
  readonly input?: string;
  readonly folder?: string;
  readonly env: readonly string[];
  readonly python?: string;
  readonly endpoint?: string;
  readonly initTimeout?: number;
  readonly idleTimeout?: number;
  readonly jobsPerStart?: number;
  readonly jobsPerHour?: number;
  readonly json?: true;
}

/** Answers 1 when one of the variants failed. */
export async function compare(
  io: CliIo,
  typed: readonly string[],
  options: CompareOptions,
): Promise<ExitCode> {
  const [file, second] = typed;
  if (file === undefined || second !== undefined) {
    throw new AppError('usage', '--compare takes one handler file.', { remedy: 'Name one file.' });
  }
  const path = pathOf(io, file);
  const folder = options.folder ? pathOf(io, options.folder) : await workerFolderOf(path, io.files);
  const job = await compareJob(
    { folder, file: options.input === undefined ? undefined : pathOf(io, options.input) },
    io.files,
  );
  const env = pairsOf('--env', options.env);
  const expected = expectationsOf({ ...given(options), env, endpoint: await endpointFor(io, options) });
  const { clock, log, userAgent } = io;
  const progress = cliProgress(io);
  const local = ownLocalRunPod({
    emulatorScript: join(io.dist, 'emulator.js'),
    python: options.python,
    env: { ...io.env },
    owner: process.pid,
    clock,
    log,
    userAgent,
  });
  const comparison = await compareStrategies(
    { path, folder, request: job, starts: options.runs, laterJobs: options.jobs, env, ...expected },
    { ...local, files: io.files, python: await io.python(), clock, onUpdate: progress.report },
    io.signal,
  );
  const verdict = verdictOf(comparison, expected);
  if (options.json)
    printJson(io, { path: relative(io.cwd, path), ...comparison, expectations: expected, verdict });
  else tell(io, comparison, verdict);
  return comparison.variants.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

function given({ initTimeout, idleTimeout, jobsPerStart, jobsPerHour }: CompareOptions) {
  return { initTimeoutSeconds: initTimeout, idleTimeoutSeconds: idleTimeout, jobsPerStart, jobsPerHour };
}

async function endpointFor(io: CliIo, options: CompareOptions) {
  return options.endpoint === undefined
    ? undefined
    : endpointOf(io, await targetOf(io, options), options.endpoint);
}

function tell(io: CliIo, { variants }: Comparison, verdict: ComparisonVerdict | undefined): void {
  const { head, rows } = comparisonTable({ variants });
  printLine(io, renderTable(head, rows));
  for (const { strategy, failure } of variants) {
    if (failure !== undefined) printLine(io, `${strategy} failed: ${failure}`);
  }
  if (!verdict) return;
  printLine(io);
  printLine(io, verdict.sentence);
  for (const line of [...verdict.reasons, ...verdict.assumptions]) printLine(io, `  ${line}`);
}
