// Splitting the Dockerfile of a worker folder into base and worker: read, planned, refused with a reason where it would
// not help. Nothing is written here.
import { basename, join } from 'node:path';
import { AppError } from '../base/errors';
import type { Files } from '../base/ports';
import { splitDockerfile } from '../image/splitDockerfile';
import { workerName } from './createWorker';

export interface SplitPlan {
  /** Absolute. */
  readonly worker: { readonly path: string; readonly before: string; readonly after: string };
  readonly base: { readonly path: string; readonly after: string };
  /** Installs that stood behind the code and move in front of it. */
  readonly moved: readonly string[];
}

/** Throws `not-found` without a Dockerfile, `refused` with the reason. */
export async function planSplit(folder: string, files: Files): Promise<SplitPlan> {
  const path = join(folder, 'Dockerfile');
  const basePath = join(folder, 'Dockerfile.base');
  const before = await files.read(path);
  if (before === undefined) throw new AppError('not-found', `There is no Dockerfile in ${folder}.`);
  if (await files.exists(basePath)) {
    throw new AppError('refused', 'There is a Dockerfile.base already; nothing was changed.');
  }
  const split = splitDockerfile(before, workerName(basename(folder)));
  if (!split.ok) throw new AppError('refused', `The Dockerfile was left as it is. ${split.reason}`);
  return {
    worker: { path, before, after: split.worker },
    base: { path: basePath, after: split.base },
    moved: split.moved,
  };
}
