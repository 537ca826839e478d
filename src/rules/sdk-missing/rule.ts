// RP503: the handler imports the SDK and nothing installs it. Said only where every way to install it can be seen.
import { dirname, join } from 'node:path';
import { factsOfBase } from '../../project/baseImages';
import { startedFiles } from '../../project/entries';
import type { PythonFile } from '../../project/projectReader';
import type { WorkerModel } from '../../project/worker';
import type { WorkerImage } from '../../project/workerImage';
import { appended, replaceFix } from '../edits';
import { defineRule, type Fix } from '../rule';
import { goodRange } from '../sdkVersions';

export const sdkMissing = defineRule({
  code: 'RP503',
  name: 'sdk-missing',
  severity: 'error',
  title: 'The handler imports runpod and nothing installs it',
  fixable: true,
  check({ worker }, report) {
    if (worker.requirements.some(one => one.name === 'runpod') || mayComeFromElsewhere(worker)) return;
    for (const entry of worker.entries) {
      const imported = entry.module.imports.find(one => one.level === 0 && /^runpod(\.|$)/.test(one.module));
      const images = worker.images.filter(image => startedFiles(image).includes(entry.path));
      if (!imported || !isCertain(worker, entry, images)) continue;
      const who =
        images.length > 0
          ? 'neither the Dockerfile nor its requirements name it'
          : 'no requirements file names it';
      report({
        path: entry.path,
        range: imported.statement.range,
        message: `Nothing installs runpod: ${who}, so the worker ends with ModuleNotFoundError.`,
        severity: images.length > 0 ? 'error' : 'warning',
        fixes: requirementFix(worker, entry),
      });
    }
  },
});

/** Every image that starts the entry shows all it installs; without any image, a requirements file does. */
function isCertain(worker: WorkerModel, entry: PythonFile, images: readonly WorkerImage[]): boolean {
  if (worker.has(join(dirname(entry.path), 'runpod', '__init__.py'))) return false;
  if (images.length > 0) return images.every(showsAllInstalls);
  return worker.images.length === 0 && worker.requirementsFiles.length > 0 && !isBuiltFromAbove(worker);
}

/** A Dockerfile further up, which clones or copies the folder in a way that reading cannot follow, may install it. */
function isBuiltFromAbove({ folder, has }: WorkerModel): boolean {
  const parent = dirname(folder);
  return [parent, dirname(parent)].some(above => has(join(above, 'Dockerfile')));
}

/** Dependency files we do not read in detail, and scripts that install at start. */
function mayComeFromElsewhere(worker: WorkerModel): boolean {
  const named = [...worker.packageFiles, ...worker.scripts].some(source => /\brunpod\b/.test(source.text));
  return (
    named ||
    worker.pythonFiles.some(file => /setup\.py$/.test(file.path) || /^# \/\/\/ script/m.test(file.text))
  );
}

/** The base is known to lack the SDK, and no step installs something that we cannot name. */
function showsAllInstalls(image: WorkerImage): boolean {
  if (factsOfBase(image.view.base).runpod !== 'no') return false;
  if (image.view.copies.some(copy => copy.from !== undefined)) return false;
  if (image.installs.some(install => install.opaque)) return false;
  if (
    image.starts.some(start =>
      /\b(pip|uv|conda|poetry)\b/.test(start.command.words.map(word => word.text).join(' ')),
    )
  )
    return false;
  return image.installs.every(install =>
    install.files.every(word => image.context.fileAt(resolveIn(image, word.text)) !== undefined),
  );
}

function resolveIn(image: WorkerImage, path: string): string {
  return path.startsWith('/') ? path : join(image.view.workdir, path);
}

function requirementFix(worker: WorkerModel, entry: PythonFile): Fix[] {
  const near = worker.requirementsFiles.filter(file => /requirements\.(txt|in)$/.test(file.path));
  const chosen = near.find(file => dirname(file.path) === dirname(entry.path)) ?? near[0];
  if (!chosen) return [];
  return [
    replaceFix(`Add runpod${goodRange} to the requirements`, chosen.source, [
      appended(chosen.source, [`runpod${goodRange}`], 0),
    ]),
  ];
}
