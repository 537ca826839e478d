// What a build of a worker folder will do: which Dockerfiles, with which arguments, under which tags. Nothing is
// built here. A base image is named by the digest of all that goes into it, so that it is built once per content.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunCli } from '../image/cli/command';
import { digestFiles } from '../image/context/digest';
import { listContext } from '../image/context/listFiles';
import { type DockerfileInputs, dockerfileInputs, isCopied } from '../image/dockerfileInputs';
import { gitState, imageTag } from '../image/git';

export interface BuildImageRequest {
  /** Absolute path of the worker folder: the build context. */
  readonly folder: string;
  /** Registry and repository without a tag, such as `ghcr.io/you/worker`. */
  readonly repository: string;
  /** By default from git state and content; `latest` only if it is asked for here. */
  readonly tag?: string | undefined;
  /** Relative to the folder; `Dockerfile` by default. */
  readonly dockerfile?: string | undefined;
  /** Relative to the folder; `Dockerfile.base` by default, used when it is there and the Dockerfile builds on an ARG. */
  readonly baseDockerfile?: string | undefined;
  /** Given to each Dockerfile that declares them; values are never logged or shown. */
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  readonly noCache?: boolean | undefined;
}

export interface PlannedBuild {
  readonly reference: string;
  readonly dockerfile: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Images after FROM that are not built here. */
  readonly images: readonly string[];
}

export interface ImagePlan {
  readonly base: PlannedBuild | undefined;
  readonly worker: PlannedBuild;
  /** SHA-256 of everything that goes into the worker image, as hex. */
  readonly contentDigest: string;
}

export interface PlanDeps {
  /** Asks git for the state of the folder. */
  readonly run: RunCli;
}

/** Throws `usage` when the folder or its Dockerfile is not there. */
export async function planImage(
  request: BuildImageRequest,
  { run }: PlanDeps,
  signal?: AbortSignal,
): Promise<ImagePlan> {
  const { folder, repository, dockerfile = 'Dockerfile', buildArgs = {} } = request;
  const entries = await listContext({ context: folder, dockerfile }, signal);
  const source = await readFile(join(folder, dockerfile), 'utf8');
  const inputs = dockerfileInputs(source, buildArgs);
  const base = await planBase(request, inputs, signal);
  const args = {
    ...declaredOf(buildArgs, inputs),
    ...(base && inputs.baseArg ? { [inputs.baseArg]: base.reference } : {}),
  };
  const contentDigest = await digestFiles(entries, [source, JSON.stringify(args)], signal);
  const tag = request.tag ?? imageTag(await gitState(folder, run, signal), contentDigest);
  const images = base ? [] : inputs.images;
  return {
    base,
    contentDigest,
    worker: { reference: `${repository}:${tag}`, dockerfile, buildArgs: args, images },
  };
}

async function planBase(
  { folder, repository, baseDockerfile = 'Dockerfile.base', buildArgs = {} }: BuildImageRequest,
  worker: DockerfileInputs,
  signal?: AbortSignal,
): Promise<PlannedBuild | undefined> {
  const given = worker.baseArg !== undefined && buildArgs[worker.baseArg] !== undefined;
  if (worker.baseArg === undefined || given || !(await isFile(join(folder, baseDockerfile))))
    return undefined;
  const source = await readFile(join(folder, baseDockerfile), 'utf8');
  const inputs = dockerfileInputs(source, buildArgs);
  const args = declaredOf(buildArgs, inputs);
  const { copied } = inputs;
  const entries = await listContext({ context: folder, dockerfile: baseDockerfile }, signal);
  const used = copied ? entries.filter(entry => isCopied(entry.path, copied)) : entries;
  const digest = await digestFiles(used, [source, JSON.stringify(args)], signal);
  const reference = `${repository}:base-${digest.slice(0, 12)}`;
  return { reference, dockerfile: baseDockerfile, buildArgs: args, images: inputs.images };
}

/** An argument that a Dockerfile does not declare would only earn a warning. */
function declaredOf(
  values: Readonly<Record<string, string>>,
  { args }: DockerfileInputs,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => args.includes(name)));
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isFile(),
    () => false,
  );
}
