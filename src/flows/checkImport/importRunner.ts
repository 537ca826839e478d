// What running a plan takes, as a port: a process in a virtual environment, or a container of an image. Both feed the
// lines that the probe and the worker print, and end everything that was started when told to.

import type { Clock } from '../../base/clock';
import { AppError, cancelled } from '../../base/errors';
import { redact } from '../../base/redact';
import type { ImportPlan } from './importPlan';
import type { ImportReport } from './importReport';
import { type ImportEnding, type ImportSubject, judgeImport } from './judgeImport';
import { TranscriptReader } from './probeEvents';

export interface RunningImport {
  readonly exited: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly reason?: string;
  }>;
  /** Ends it with everything it started; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface ImportLaunch {
  readonly running: RunningImport;
  readonly locate: (told: string) => string;
  /** Removes what was made for this run. */
  cleanUp(): Promise<void>;
}

export interface ImportRunner {
  readonly runtime: 'process' | 'image';
  readonly image: string | undefined;
  /** Starts the probe; `options` is what it reads, without the place of the files. */
  launch(plan: ImportPlan, options: ProbeOptions, watch: LaunchWatch): Promise<ImportLaunch>;
}

export interface ProbeOptions {
  readonly mark: string;
  readonly seconds: number;
  readonly args: readonly string[];
}

export interface LaunchWatch {
  onLine(line: string): void;
  /** What is being prepared: an environment, a pull. */
  onProgress(line: string): void;
  readonly signal: AbortSignal;
}

export interface RunImportOptions {
  readonly timeoutSeconds: number;
  readonly clock: Clock;
  /** Unlike anything a worker prints. */
  readonly mark: string;
  readonly onProgress: (line: string) => void;
}

/** Runs one entry up to start(). Throws `cancelled`, or what kept Python from starting at all. */
export async function runImport(
  plan: ImportPlan,
  runner: ImportRunner,
  options: RunImportOptions,
  signal: AbortSignal,
): Promise<ImportReport> {
  const { timeoutSeconds, clock, mark, onProgress } = options;
  const told = new TranscriptReader(mark);
  const watch = { onLine: (line: string) => told.take(redact(line)), onProgress, signal };
  const launch = await runner.launch(plan, { mark, seconds: timeoutSeconds, args: plan.args }, watch);
  try {
    const ending = await endOf(launch.running, { timeoutSeconds, clock }, signal);
    if (!told.events.some(({ kind }) => kind === 'begin')) throw neverBegan(told, ending);
    const subject: ImportSubject = {
      path: plan.path,
      locate: launch.locate,
      runtime: runner.runtime,
      image: runner.image,
      timeoutSeconds,
    };
    return judgeImport(subject, told, ending);
  } finally {
    await launch.cleanUp();
  }
}

async function endOf(
  running: RunningImport,
  { timeoutSeconds, clock }: Pick<RunImportOptions, 'timeoutSeconds' | 'clock'>,
  signal: AbortSignal,
): Promise<ImportEnding> {
  const late = new AbortController();
  const timer = clock.after(timeoutSeconds * 1000, () => late.abort());
  const stop = AbortSignal.any([signal, late.signal]);
  const kill = () => void running.kill();
  if (stop.aborted) kill();
  stop.addEventListener('abort', kill, { once: true });
  const exit = await running.exited;
  timer.dispose();
  stop.removeEventListener('abort', kill);
  if (signal.aborted) throw cancelled();
  return { ...exit, timedOut: late.signal.aborted };
}

function neverBegan(told: TranscriptReader, { code, signal, reason }: ImportEnding): AppError {
  return new AppError(
    'remote',
    `Python could not run the worker (${reason ?? signal ?? `status ${code}`}).`,
    {
      remedy: 'The lines below are what it said.',
      detail: told.output.slice(-10).join('\n') || undefined,
    },
  );
}
