// One Dockerfile of a worker together with its build context: what runs when a container starts, which interpreters it
// finds and what was installed.
import { basename } from 'node:path';
import { isKnownBase } from './baseImages';
import { BuildContext, type ImageSurroundings } from './buildContext';
import type { Dockerfile } from './dockerfile';
import { type ImageView, imageOf } from './imageView';
import { type Install, installsOf } from './installs';
import { type Interpreters, interpretersOf } from './interpreters';
import { type PythonCall, pythonCallOf } from './invocation';
import { type StartCommand, startCommandsOf } from './startCommands';

export interface PythonStart extends StartCommand {
  readonly python: PythonCall;
}

export interface WorkerImage {
  readonly dockerfile: Dockerfile;
  readonly view: ImageView;
  readonly context: BuildContext;
  readonly starts: readonly StartCommand[];
  readonly pythonStarts: readonly PythonStart[];
  readonly interpreters: Interpreters;
  readonly installs: readonly Install[];
}

/** The images of a worker's Dockerfiles, each on top of the neighbour that makes its base. */
export function workerImagesOf(dockerfiles: readonly Dockerfile[], around: ImageSurroundings): WorkerImage[] {
  const plain = dockerfiles.flatMap(dockerfile => imageOf(dockerfile) ?? []);
  return plain.map(view => {
    const parent = parentOf(view, plain);
    return workerImageOf(parent ? (imageOf(view.dockerfile, parent) ?? view) : view, around);
  });
}

/** The neighbour called base that an image called base is made of, unless the base is a public image we know. */
function parentOf(view: ImageView, all: readonly ImageView[]): ImageView | undefined {
  if (isKnownBase(view.base) || !/base/i.test(view.stages[0]?.resolvedImage ?? view.stage.image)) {
    return undefined;
  }
  const named = all.filter(
    other => other !== view && isKnownBase(other.base) && /base/i.test(basename(other.dockerfile.path)),
  );
  return named.length === 1 ? named[0] : undefined;
}

function workerImageOf(view: ImageView, around: ImageSurroundings): WorkerImage {
  const context = new BuildContext(view, around);
  const starts = startCommandsOf(view, path => {
    const found = context.fileAt(path);
    return found === undefined ? undefined : around.text(found);
  });
  return {
    dockerfile: view.dockerfile,
    view,
    context,
    starts,
    pythonStarts: starts.flatMap(start => {
      const python = pythonCallOf(start.command);
      return python ? [{ ...start, python }] : [];
    }),
    interpreters: interpretersOf(view),
    installs: installsOf(view.runs),
  };
}
