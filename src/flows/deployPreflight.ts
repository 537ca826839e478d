// The preflight step of a deployment: nothing on RunPod has been touched when it stops.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../base/errors';
import { findFile } from '../image/registry/findFile';
import { type RemoteImage, readRemoteImage } from '../image/registry/remoteImage';
import type { GraphEndpoint } from '../wire/graphql';
import type { DeployDeps, DeployStep, StepContext } from './deployContext';
import { findEndpoint } from './deployTarget';
import { checkImage, type PreflightRequest } from './preflight';
import { type PreflightCheck, sentence } from './preflightCheck';
import { cudaOf } from './preflightCuda';
import { pingInside } from './preflightPing';
import { assumedPullBytesPerSecond, defaultInitTimeoutSeconds } from './pullEstimate';

export const preflight: DeployStep = async context => {
  const { settings, facts } = context;
  context.deps.progress.report({ message: 'Checking that it can work' });
  await demandCleanCode(context);
  const found = await findEndpoint(context.deps.target.cloud.endpoints, settings, context.signal);
  const initTimeoutSeconds = initTimeoutOf(context, found);
  if (settings.runtime === 'process') {
    await demandFolder(settings.folder);
    if (context.deps.target.kind === 'local') return { facts: { initTimeoutSeconds } };
    throw new AppError('refused', 'An account runs images, not folders.', {
      remedy: 'Deploy with the container runtime; the process runtime is for Local RunPod.',
    });
  }
  if (!facts.image) throw new AppError('internal', 'There is no image to check.');
  const request = await requestFor(context, { image: facts.image, found, initTimeoutSeconds });
  const report = await checkImage(request);
  refuseFailed(report.checks);
  const warnings = report.checks.filter(check => check.state === 'warning').map(sentence);
  const { remote } = report;
  return {
    facts: {
      initTimeoutSeconds,
      warnings: [...(facts.warnings ?? []), ...warnings],
      ...(remote
        ? {
            imageDigest: remote.digest,
            compressedBytes: remote.compressedBytes,
            cuda: cudaOf(remote, request.requirements),
          }
        : {}),
    },
  };
};

interface Subject {
  readonly image: string;
  /** The endpoint as it is now, when it is not new. */
  readonly found: GraphEndpoint | undefined;
  readonly initTimeoutSeconds: number;
}

async function requestFor(
  { settings, deps, signal }: StepContext,
  { image, found, initTimeoutSeconds }: Subject,
): Promise<PreflightRequest> {
  const auth = await deps.findAuth(image, signal);
  const credential = settings.registryCredentialId ?? found?.template?.containerRegistryAuthId ?? '';
  return {
    image,
    target: deps.target.kind,
    hasCredential: credential !== '',
    auth,
    initTimeoutSeconds,
    pullBytesPerSecond: deps.pullBytesPerSecond ?? assumedPullBytesPerSecond,
    startsOtherwise: (found?.template?.dockerArgs ?? '').trim() !== '',
    hostCuda: found ? lowestCuda(found) : 'as needed',
    requirements: settings.image ? [] : await requirementsOf(settings.folder),
    diskGb: settings.diskGb ?? found?.template?.containerDiskInGb ?? undefined,
    ping: pingWith(deps, image, signal),
    read: deps.readRemote ?? readRemoteImage,
    // With a stand-in for the registry there is nothing to look into.
    findFile: deps.readRemote ? undefined : (remote, path) => findFile(remote, path, { auth, signal }),
    signal,
  };
}

/** Local RunPod answers a ping itself a moment later; an account is spared a worker that cannot. */
function pingWith({ engine, target, clock, progress }: DeployDeps, image: string, signal: AbortSignal) {
  if (!engine || target.kind === 'local') return undefined;
  return ({ config }: RemoteImage) => {
    progress.report({ message: 'Trying the handler inside the image' });
    return pingInside({ image, config, engine, clock }, signal);
  };
}

async function requirementsOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => /^requirements.*\.txt$/.test(name));
  return Promise.all(names.map(name => readFile(join(folder, name), 'utf8').catch(() => '')));
}

function lowestCuda({ minCudaVersion, allowedCudaVersions }: GraphEndpoint): string | undefined {
  if (minCudaVersion) return minCudaVersion;
  const allowed = (allowedCudaVersions ?? '').split(',').filter(version => /^\d+\.\d+$/.test(version));
  return allowed.sort((a, b) => Number(a) - Number(b))[0];
}

/** Seconds a worker is given to start: as this deployment sets it, as the template has it, or RunPod's default. */
function initTimeoutOf({ values }: StepContext, found: GraphEndpoint | undefined): number {
  const name = 'RUNPOD_INIT_TIMEOUT';
  const there = found?.template?.env ?? [];
  const seconds = Number(values.env?.[name] ?? there.find(pair => pair.key === name)?.value);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : defaultInitTimeoutSeconds;
}

async function demandCleanCode({ settings, deps, signal }: StepContext): Promise<void> {
  if (settings.image || !deps.check) return;
  const errors = await deps.check(settings.folder, signal);
  const [first] = errors;
  if (!first) return;
  const more = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
  throw new AppError(
    'refused',
    `The check found an error: ${first.message} (${first.code}, ${first.place})${more}.`,
    {
      remedy: 'Correct it, most have a quick fix, or switch its rule off; then deploy again.',
      detail: errors.map(error => `${error.place}: ${error.message} (${error.code})`).join('\n'),
    },
  );
}

async function demandFolder(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined);
  if (info?.isDirectory()) return;
  throw new AppError('usage', `There is no folder ${folder}.`);
}

function refuseFailed(checks: readonly PreflightCheck[]): void {
  const bad = checks.filter(check => check.state === 'failed');
  const [first] = bad;
  if (!first) return;
  const rest = bad.slice(1).map(sentence);
  throw new AppError('refused', first.message, {
    remedy: first.remedy,
    detail: rest.length > 0 ? rest.join('\n') : undefined,
  });
}
