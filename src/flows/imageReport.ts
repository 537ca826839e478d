// Looks into an image: layers with their lines, waste, and how long a worker will pull it. Nothing is changed. The
// engine tells what is inside; where it cannot, the registry still tells the layers and what is downloaded.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, cancelled, explain, isAppError } from '../base/errors';
import type { Progress } from '../base/ports';
import type { Engine, RegistryAuth } from '../image/engine';
import { type ReadRemote, readRemoteImage } from '../image/registry/remoteImage';
import type { DockerfileText } from '../image/report/dockerfileLines';
import { type ImageReport, reportOn } from '../image/report/report';
import { readSavedImage, type SavedImage } from '../image/report/savedImage';
import { assumedPullBytesPerSecond, defaultInitTimeoutSeconds } from './pullEstimate';

export interface ImageReportDeps {
  /** Absent where there is none: then the registry is asked alone. */
  readonly engine: Engine | undefined;
  readonly findAuth: (reference: string, signal?: AbortSignal) => Promise<RegistryAuth | undefined>;
  readonly progress: Progress;
  /** Looks at the image in its registry; over the network if nothing is given. */
  readonly readRemote?: ReadRemote | undefined;
  /** The worker folder, for the lines behind the layers. */
  readonly folder?: string | undefined;
  readonly pullBytesPerSecond?: number | undefined;
  readonly initTimeoutSeconds?: number | undefined;
}

/**
 * Throws what the registry said (`not-found`, `unauthorized`, `remote`) when neither it nor the engine has the image.
 * An image that was never pushed has no estimate of its download.
 */
export async function imageReport(
  reference: string,
  deps: ImageReportDeps,
  signal: AbortSignal,
): Promise<ImageReport> {
  const { progress } = deps;
  const image = await readFromEngine(reference, deps, signal);
  progress.report({ message: 'Asking the registry what is downloaded' });
  // A short name that the engine has was made here: it is not Docker Hub's image of that name.
  const isOurs = image !== undefined && !reference.includes('/');
  const remote = isOurs
    ? undefined
    : await askRegistry(reference, deps, signal).catch((error: unknown) => {
        if (isAppError(error, 'cancelled')) throw error;
        if (!image) throw deps.engine ? nowhere(reference, error) : error;
        return undefined;
      });
  return reportOn({
    reference,
    image,
    remote,
    dockerfiles: deps.folder === undefined ? [] : await dockerfilesOf(deps.folder),
    bytesPerSecond: deps.pullBytesPerSecond ?? assumedPullBytesPerSecond,
    initTimeoutSeconds: deps.initTimeoutSeconds ?? defaultInitTimeoutSeconds,
  });
}

async function readFromEngine(
  reference: string,
  { engine, progress }: ImageReportDeps,
  signal: AbortSignal,
): Promise<SavedImage | undefined> {
  if (!engine || !(await engine.has(reference, signal))) return undefined;
  progress.report({ message: `Reading the layers of ${reference}` });
  const saved = await engine.save(reference, signal);
  return readSavedImage(saved, signal).catch((error: unknown) => {
    throw signal.aborted ? cancelled() : error;
  });
}

async function askRegistry(
  reference: string,
  { findAuth, readRemote = readRemoteImage }: ImageReportDeps,
  signal: AbortSignal,
) {
  return readRemote(reference, { auth: await findAuth(reference, signal), signal });
}

function nowhere(reference: string, error: unknown): AppError {
  const { message, remedy } = explain(error);
  return new AppError('not-found', `The engine does not have ${reference}. ${message}`, { remedy });
}

/** The base first, as its layers are. */
async function dockerfilesOf(folder: string): Promise<DockerfileText[]> {
  const read = async (path: string) => {
    const source = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    return source === undefined ? [] : [{ path, source }];
  };
  return [...(await read('Dockerfile.base')), ...(await read('Dockerfile'))];
}
