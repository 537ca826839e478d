// The steps of a deployment that make its image: built by an engine and pushed, or, for the process runtime, the
// folder itself under the digest of its content.
import { AppError } from '../base/errors';
import { digestFiles } from '../image/context/digest';
import { listFolder } from '../image/context/listFiles';
import { toldProbes } from '../image/engine';
import { folderImage } from '../wire/folderImage';
import { type BuildDeps, buildImage } from './buildImage';
import type { DeployDeps, DeployStep, StepContext } from './deployContext';
import { pushBase, pushImage } from './pushImage';

export const build: DeployStep = context =>
  context.settings.runtime === 'process' ? takeFolder(context) : buildWithEngine(context);

async function takeFolder({ settings, deps, signal }: StepContext) {
  deps.progress.report({ message: 'Reading the worker folder (process runtime: no image is built)' });
  const digest = await digestFiles(await listFolder(settings.folder, signal), [], signal);
  return { facts: { image: folderImage(settings.folder, digest.slice(0, 16)) } };
}

async function buildWithEngine({ settings, values, deps, signal }: StepContext) {
  if (!settings.repository) {
    throw new AppError('usage', 'No repository is named for the image.', {
      remedy: 'Give one to push to, such as ghcr.io/you/worker.',
    });
  }
  const { folder, repository, tag, dockerfile } = settings;
  const request = { folder, repository, tag, dockerfile, buildArgs: values.buildArgs };
  const built = await buildImage(request, buildDeps(deps), signal);
  return {
    facts: {
      image: built.reference,
      ...(built.base && { baseImage: built.base.reference, baseBuilt: built.base.built }),
    },
  };
}

export const push: DeployStep = async ({ facts, deps, signal }) => {
  if (!facts.image) throw new AppError('internal', 'There is no image to push.');
  const pushing = { ...buildDeps(deps), ...(deps.readRemote ? { readRemote: deps.readRemote } : {}) };
  const base = await pushBase(facts.baseImage, pushing, signal);
  const { digest, remote, pushedBytes } = await pushImage(facts.image, pushing, signal);
  const allBytes = pushedBytes === undefined ? undefined : pushedBytes + (base?.pushedBytes ?? 0);
  return { facts: { imageDigest: digest, compressedBytes: remote?.compressedBytes, pushedBytes: allBytes } };
};

function buildDeps(deps: DeployDeps): BuildDeps {
  const { engine, run, findAuth, clock, progress } = deps;
  if (!engine) throw noEngine(deps);
  return { engine, run, findAuth, clock, progress, onEvent: deps.onBuildEvent };
}

function noEngine({ probes = [], target }: DeployDeps): AppError {
  const tried = toldProbes(probes);
  return new AppError('missing-tool', 'There is no container engine to build the image with.', {
    remedy:
      target.kind === 'local'
        ? 'Start Docker or podman, or deploy with the process runtime, which needs none.'
        : 'Start Docker or podman, or deploy an image that exists already.',
    detail: tried.length > 0 ? `Tried:\n${tried.join('\n')}` : undefined,
  });
}
