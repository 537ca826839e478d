// Which files a worker process runs, and which Dockerfiles are this worker's. The Dockerfile decides before any name does:
// folders hold copies of a handler, and vendored projects with Dockerfiles of their own.
import { basename, dirname, posix } from 'node:path';
import { dockerFolder } from './fileKinds';
import type { PythonFile } from './projectReader';
import type { WorkerFolder } from './workerFolders';
import type { PythonStart, WorkerImage } from './workerImage';

/** By what the images start, then by who calls start(), then by who should. */
export function entriesOf(
  found: WorkerFolder,
  pythonFiles: readonly PythonFile[],
  images: readonly WorkerImage[],
): PythonFile[] {
  const { starters, suspects } = found;
  const likely = [...starters, ...suspects];
  const started = new Set(images.flatMap(image => entriesOfImage(image, likely, pythonFiles)));
  const byImage = pythonFiles.filter(file => started.has(file.path));
  if (byImage.length > 0) return byImage;
  const chosen = starters.length > 0 ? starters : suspects;
  return pythonFiles.filter(file => chosen.includes(file.path));
}

/** Of the files an image starts, those that look like a worker; without any the last, if it launches one. */
function entriesOfImage(
  image: WorkerImage,
  likely: readonly string[],
  pythonFiles: readonly PythonFile[],
): string[] {
  const files = startedFiles(image);
  const workers = files.filter(file => likely.includes(file));
  if (workers.length > 0) return workers;
  const last = pythonFiles.find(file => file.path === files.at(-1));
  const names = likely.map(path => basename(path, '.py').replace(/\W/g, '\\$&'));
  const launches = last && new RegExp(`\\b(runpod|${names.join('|')})\\b`).test(last.text);
  return launches ? [last.path] : [];
}

/** Files of the context that the image's start runs with Python, as a script or with `-m`. */
export function startedFiles(image: WorkerImage): string[] {
  return image.pythonStarts.flatMap(start => startedFile(image, start) ?? []);
}

/** The file of the context that one Python call runs. */
export function startedFile(image: WorkerImage, { python, workdir }: PythonStart): string | undefined {
  if (python.script) return image.context.fileAt(posix.resolve(workdir, python.script.text));
  if (!python.module) return undefined;
  const path = posix.resolve(workdir, python.module.text.replaceAll('.', '/'));
  return image.context.fileAt(`${path}.py`) ?? image.context.fileAt(`${path}/__main__.py`);
}

export interface Belonging {
  /** The worker's. */
  readonly folder: string;
  readonly entries: readonly PythonFile[];
  readonly images: readonly WorkerImage[];
}

/** It starts an entry, is the base of one that does, or stands where the worker's Dockerfiles stand and starts no one else. */
export function belongs(image: WorkerImage, { folder, entries, images }: Belonging): boolean {
  const started = startedFiles(image);
  const startsEntry = (files: readonly string[]) => entries.some(entry => files.includes(entry.path));
  if (startsEntry(started)) return true;
  const heirs = images.filter(other => other.view.parent?.dockerfile === image.dockerfile);
  if (heirs.some(heir => startsEntry(startedFiles(heir)))) return true;
  const home = dirname(image.dockerfile.path);
  const isNear = home === folder || (dirname(home) === folder && dockerFolder.test(basename(home)));
  return isNear && started.length === 0;
}
