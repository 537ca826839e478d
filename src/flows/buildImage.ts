// Builds the image of a worker folder, the base only when what goes into it changed, and tells how far it is step by
// step. Afterwards it is known how long each step took and which came from the cache.
import type { Clock } from '../base/clock';
import { isCancelled } from '../base/errors';
import type { Progress } from '../base/ports';
import type { BuildEvent, BuildResult, Engine, RegistryAuth } from '../image/engine';
import { type StepTime, secondsSince, stepTable, watchSteps, withBytes } from './buildSteps';
import { hideBuildArgs } from './hideBuildArgs';
import { type BuildImageRequest, type PlanDeps, type PlannedBuild, planImage } from './imagePlan';

export interface BuildDeps extends PlanDeps {
  readonly engine: Engine;
  /** The login for an image's registry, when there is one. */
  readonly findAuth: (reference: string, signal?: AbortSignal) => Promise<RegistryAuth | undefined>;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Everything the builder says, for a log. */
  readonly onEvent?: ((event: BuildEvent) => void) | undefined;
}

export interface BuiltImage {
  /** `repository:tag`. */
  readonly reference: string;
  readonly imageId: string;
  /** Uncompressed bytes. */
  readonly sizeBytes: number;
  /** SHA-256 of what went in, as hex. */
  readonly contentDigest: string;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** The base image, and whether it had to be built this time. */
  readonly base:
    | {
        readonly reference: string;
        readonly built: boolean;
        readonly seconds: number;
      }
    | undefined;
}

/**
 * Throws a BuildFailure that names the line of the Dockerfile, `usage` for what cannot be built at all, `cancelled`
 * after the build was really stopped.
 */
export async function buildImage(
  request: BuildImageRequest,
  deps: BuildDeps,
  signal: AbortSignal,
): Promise<BuiltImage> {
  const startMs = deps.clock.now();
  deps.progress.report({ message: 'Reading the worker folder' });
  const plan = await planImage(request, deps, signal);
  const base = plan.base && (await ensureBase(plan.base, request, deps, signal));
  const built = await runBuild(plan.worker, request, { ...deps, title: 'Build' }, signal);
  return {
    reference: plan.worker.reference,
    imageId: built.imageId,
    sizeBytes: built.sizeBytes,
    contentDigest: plan.contentDigest,
    seconds: secondsSince(startMs, deps.clock),
    steps: built.steps,
    base,
  };
}

async function ensureBase(
  base: PlannedBuild,
  request: BuildImageRequest,
  deps: BuildDeps,
  signal: AbortSignal,
) {
  const startMs = deps.clock.now();
  const known =
    !request.noCache &&
    ((await deps.engine.has(base.reference, signal)) || (await fetchBase(base.reference, deps, signal)));
  if (known) deps.progress.report({ message: 'The base image is up to date' });
  else await runBuild(base, request, { ...deps, title: 'Base image' }, signal);
  return { reference: base.reference, built: !known, seconds: secondsSince(startMs, deps.clock) };
}

/** Another machine may have built and pushed the same base: its name is the digest of all that goes into it. */
async function fetchBase(
  reference: string,
  { engine, progress }: BuildDeps,
  signal: AbortSignal,
): Promise<boolean> {
  if (!reference.includes('/')) return false;
  progress.report({ message: 'Looking for the base image in the registry' });
  try {
    await engine.containers.pull(
      reference,
      line => progress.report({ message: `Base image: ${line}` }),
      signal,
    );
    return true;
  } catch (error) {
    if (isCancelled(error)) throw error;
    return false;
  }
}

async function runBuild(
  { reference, dockerfile, buildArgs, images }: PlannedBuild,
  { folder, noCache, buildArgs: given }: BuildImageRequest,
  deps: BuildDeps & { readonly title: string },
  signal: AbortSignal,
): Promise<BuildResult & { readonly steps: readonly StepTime[] }> {
  const registries = await loginsFor(images, deps, signal);
  const hidden = hideBuildArgs(given);
  const steps = watchSteps(deps);
  try {
    const built = await deps.engine.build(
      {
        context: folder,
        dockerfile,
        tags: [reference],
        buildArgs,
        registries,
        ...(noCache === undefined ? {} : { noCache }),
      },
      event => steps.onEvent(hidden.event(event)),
      signal,
    );
    const times = withBytes(steps.times, built.history);
    for (const line of stepTable(times)) deps.onEvent?.({ kind: 'output', line });
    return { ...built, steps: times };
  } catch (error) {
    throw hidden.failure(error);
  } finally {
    steps.dispose();
  }
}

async function loginsFor(images: readonly string[], { findAuth }: BuildDeps, signal: AbortSignal) {
  const found: Record<string, RegistryAuth> = {};
  for (const image of images) {
    // A name that no engine would accept is for the builder to complain about, with its line.
    const auth = await findAuth(image, signal).catch(() => undefined);
    const registry = image.includes('/') ? (image.split('/')[0] ?? '') : 'docker.io';
    if (auth) found[registry] = auth;
  }
  return found;
}
