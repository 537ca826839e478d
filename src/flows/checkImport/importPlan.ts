// What to run for a worker's entry, and how: as the Dockerfile starts it where that can be read, else as a script.
import { relative, sep } from 'node:path';
import { isPlainFlag } from '../../emulator/runtimes/process/dockerfileEnv';
import { factsOfBase } from '../../project/baseImages';
import { startedFile } from '../../project/entries';
import type { PythonFile } from '../../project/projectReader';
import type { WorkerModel } from '../../project/worker';
import type { PythonStart, WorkerImage } from '../../project/workerImage';

export interface ImportPlan {
  /** The worker folder, absolute. */
  readonly folder: string;
  /** The file that runs, absolute. */
  readonly path: string;
  /** The same from the worker folder, with forward slashes. */
  readonly script: string;
  /** `python -m`'s name instead of a script. */
  readonly module: string | undefined;
  readonly args: readonly string[];
  /** Whether Python runs with -u or PYTHONUNBUFFERED, as far as reading tells. */
  readonly unbuffered: boolean;
  /** Flags that the Dockerfile sets. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it is in the image. */
  readonly inImage: InImage | undefined;
}

export interface InImage {
  readonly interpreter: string;
  /** Absolute. */
  readonly script: string;
  readonly workdir: string;
  /** The file of the worker folder that is at a path of the image. */
  readonly fileAt: (path: string) => string | undefined;
}

/** A plan for each file that a worker process runs. */
export function importPlans(worker: WorkerModel): ImportPlan[] {
  return worker.entries.map(entry => importPlan(worker, entry));
}

function importPlan({ folder, images }: WorkerModel, entry: PythonFile): ImportPlan {
  const found = startOf(images, entry.path);
  const base = { folder, path: entry.path, script: relative(folder, entry.path).split(sep).join('/') };
  if (!found) return { ...base, module: undefined, args: [], unbuffered: false, env: {}, inImage: undefined };
  const { image, start } = found;
  const { python, workdir } = start;
  return {
    ...base,
    module: python.module?.text,
    args: argumentsOf(start),
    unbuffered: isUnbuffered(image, start),
    env: flagsOf(image),
    inImage: {
      interpreter: python.interpreter.text,
      script: python.script?.text ?? '',
      workdir,
      fileAt: path => image.context.fileAt(path),
    },
  };
}

function startOf(
  images: readonly WorkerImage[],
  path: string,
): { image: WorkerImage; start: PythonStart } | undefined {
  for (const image of images) {
    const start = image.pythonStarts.find(one => startedFile(image, one) === path);
    if (start) return { image, start };
  }
  return undefined;
}

/** What follows the script, up to the first word that only a shell could tell. */
function argumentsOf({ python }: PythonStart): string[] {
  const { args } = python.invocation;
  const after = args.slice(args.findIndex(word => word === (python.script ?? python.module)) + 1);
  const unknown = after.findIndex(word => /[$`]/.test(word.text));
  return after.slice(0, unknown < 0 ? after.length : unknown).map(word => word.text);
}

function isUnbuffered(image: WorkerImage, { python }: PythonStart): boolean {
  const set = (image.view.env.get('PYTHONUNBUFFERED')?.value ?? '') !== '';
  const inScript = image.starts.some(({ command }) =>
    [...command.assignments, ...command.words].some(word => /^PYTHONUNBUFFERED=./.test(word.text)),
  );
  return python.unbuffered || set || inScript || factsOfBase(image.view.base).unbuffered === 'yes';
}

function flagsOf(image: WorkerImage): Record<string, string> {
  const plain = [...image.view.env.values()].filter(({ name, value }) => isPlainFlag(name, value));
  return Object.fromEntries(plain.map(({ name, value }) => [name, value]));
}
