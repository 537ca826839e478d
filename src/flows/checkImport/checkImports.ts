// `check --import`: runs every entry of the workers up to start() and tells what really happened. Opt-in per run,
// because it runs the worker's code.
import { AppError } from '../../base/errors';
import type { WorkerModel } from '../../project/worker';
import { importPlans } from './importPlan';
import type { ImportReport } from './importReport';
import { type ImportRunner, type RunImportOptions, runImport } from './importRunner';

/** What the platform allows a worker until it is ready, when no template says otherwise. */
export const usualTimeoutSeconds = 420;

/** One report for each file that a worker process runs. Throws `usage` where there is none. */
export async function checkImports(
  workers: readonly WorkerModel[],
  runner: ImportRunner,
  options: RunImportOptions,
  signal: AbortSignal,
): Promise<ImportReport[]> {
  const plans = workers.flatMap(importPlans);
  if (plans.length === 0) {
    throw new AppError('usage', 'There is no worker to import.', {
      remedy: 'A worker is a folder whose Python calls runpod.serverless.start().',
    });
  }
  const reports: ImportReport[] = [];
  // One after the other: they would share the processor, and their times would say nothing.
  for (const plan of plans) reports.push(await runImport(plan, runner, options, signal));
  return reports;
}

/** The report as `check --json` prints it, paths as the door shows them. */
export function importJson(report: ImportReport, shown: (path: string) => string): ImportReport {
  const placed = <T extends { readonly path: string }>(one: T): T => ({ ...one, path: shown(one.path) });
  const { exception } = report;
  return {
    ...placed(report),
    findings: report.findings.map(placed),
    exception: exception && { ...exception, frames: exception.frames.map(placed) },
    loads: report.loads.map(load => ({ ...load, place: placed(load.place) })),
    threads: report.threads.map(thread => ({ ...thread, place: placed(thread.place) })),
  };
}
