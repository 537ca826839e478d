// Where a worker names the SDK, and how a fix writes a good version there.
import { pythonOfBase } from '../project/baseImages';
import type { Requirement } from '../project/requirement';
import type { WorkerModel } from '../project/worker';
import { replaceFix } from './edits';
import type { Fix } from './rule';
import { goodRange, newestGood } from './sdkVersions';

/** Every requirement on `runpod` that names a version or none; direct references are left out. */
export function sdkPins(worker: WorkerModel): Requirement[] {
  return worker.requirements.filter(
    one => one.name === 'runpod' && one.url === undefined && one.specifier !== undefined,
  );
}

/** The minor version of Python 3 that the worker's images promise, when they all promise the same. */
export function pythonMinorOf(worker: WorkerModel): number | undefined {
  const minors = new Set(worker.images.map(image => pythonOfBase(image.view.base)));
  return minors.size === 1 ? [...minors][0] : undefined;
}

/** Writes the newest good version into a requirement; a lock file is left to its own tool. */
export function pinFix(requirement: Requirement): readonly Fix[] {
  const { source, specifierSpan, specifier = '' } = requirement;
  if (requirement.kind === 'lock') return [];
  const exact = requirement.kind === 'command' || /^\s*={2,3}/.test(specifier);
  const newText = exact ? `==${newestGood}` : goodRange;
  return [replaceFix(`Use runpod${newText}`, source, [{ ...specifierSpan, newText }])];
}
