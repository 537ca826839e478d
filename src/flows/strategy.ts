// How a handler file loads its model: the answer behind `strategy`, the status bar and RP104.
import { AppError } from '../base/errors';
import type { Files } from '../base/ports';
import { detect } from '../loading/detect';
import type { LoadingReport } from '../loading/report';
import { amongNames } from '../project/amongNames';
import { type Program, readProgram } from '../project/program';
import type { Python } from '../python/parser';

export interface StrategyDeps {
  readonly files: Pick<Files, 'read' | 'names'>;
  readonly python: Python;
  readonly signal?: AbortSignal | undefined;
}

/** @throws AppError `not-found` when the file cannot be read. Broken Python is an ordinary answer. */
export async function strategyOf(path: string, deps: StrategyDeps): Promise<LoadingReport> {
  return detect(await readWorker(path, deps));
}

/** The file and the local files it imports. */
export async function readWorker(path: string, { files, python, signal }: StrategyDeps): Promise<Program> {
  const among = files.names && amongNames(files.names.bind(files));
  const program = await readProgram(path, { read: file => files.read(file), among, python, signal });
  if (program) return program;
  throw new AppError('not-found', `${path} cannot be read.`, {
    remedy: 'Give the path of a Python file, the one that calls runpod.serverless.start().',
  });
}
