// `check --import` on the command line: which runner, and the reports in text or JSON.
import { randomBytes } from 'node:crypto';
import { join, relative } from 'node:path';
import { AppError } from '../../base/errors';
import type { WorkerModel } from '../../project/worker';
import { checkImports, usualTimeoutSeconds } from '../checkImport/checkImports';
import { imageImports } from '../checkImport/imageImports';
import type { ImportReport } from '../checkImport/importReport';
import type { ImportRunner } from '../checkImport/importRunner';
import { processImports } from '../checkImport/processImports';
import { localCacheFolder } from '../localRunPod';
import { findCliEngine, requireEngine } from './engine';
import { type CliIo, remark } from './io';

export interface ImportOptions {
  readonly image?: string;
  readonly timeout?: number;
  readonly python?: string;
}

/** Runs the workers' files up to start(); progress goes to stderr. */
export async function importWorkers(
  io: CliIo,
  workers: readonly WorkerModel[],
  options: ImportOptions,
): Promise<ImportReport[]> {
  const probe = await io.files.read(join(io.dist, 'python', 'importProbe.py'));
  if (probe === undefined) throw new AppError('internal', 'importProbe.py is missing beside the program.');
  const id = randomBytes(6).toString('hex');
  for (const { folder } of workers) remark(io, `Importing ${relative(io.cwd, folder) || '.'} …`);
  return checkImports(
    workers,
    await runnerOf(io, options, { probe, id }),
    {
      timeoutSeconds: options.timeout ?? usualTimeoutSeconds,
      clock: io.clock,
      mark: `\u001e${id} `,
      onProgress: line => remark(io, `  ${line}`),
    },
    io.signal,
  );
}

async function runnerOf(
  io: CliIo,
  { image, python }: ImportOptions,
  { probe, id }: { probe: string; id: string },
): Promise<ImportRunner> {
  if (image) {
    const { search } = await findCliEngine(io);
    return imageImports({ image, engine: requireEngine(search).containers, probe, id });
  }
  const cacheFolder = join(localCacheFolder(io.env), 'envs');
  return processImports({ cacheFolder, python, clock: io.clock, hostEnv: io.env, probe });
}
