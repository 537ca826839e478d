// Looks into an image that an engine has: layers, waste, and how long a worker will pull it. Nothing is changed.
import { cancelled, isAppError } from '../base/errors';
import type { Progress } from '../base/ports';
import type { Engine, RegistryAuth } from '../image/engine';
import { type ReadRemote, readRemoteImage } from '../image/registry/remoteImage';
import { type ImageReport, reportOn } from '../image/report/report';
import { readSavedImage } from '../image/report/savedImage';
import { assumedPullBytesPerSecond, defaultInitTimeoutSeconds } from './preflight';

export interface ImageReportDeps {
  readonly engine: Engine;
  readonly findAuth: (reference: string, signal?: AbortSignal) => Promise<RegistryAuth | undefined>;
  readonly progress: Progress;
  /** Looks at the image in its registry; over the network if nothing is given. */
  readonly readRemote?: ReadRemote | undefined;
  readonly pullBytesPerSecond?: number | undefined;
  readonly initTimeoutSeconds?: number | undefined;
}

/** Throws `not-found` when the engine does not have the image. Without a registry the download is not estimated. */
export async function imageReport(
  reference: string,
  deps: ImageReportDeps,
  signal: AbortSignal,
): Promise<ImageReport> {
  const { engine, findAuth, progress, readRemote = readRemoteImage } = deps;
  progress.report({ message: `Reading the layers of ${reference}` });
  const saved = await engine.save(reference, signal);
  const image = await readSavedImage(saved, signal).catch((error: unknown) => {
    throw signal.aborted ? cancelled() : error;
  });
  progress.report({ message: 'Asking the registry what is downloaded' });
  const auth = await findAuth(reference, signal);
  const remote = await readRemote(reference, { auth, signal }).catch((error: unknown) => {
    if (isAppError(error, 'cancelled')) throw error;
    return undefined;
  });
  return reportOn({
    reference,
    image,
    remote,
    bytesPerSecond: deps.pullBytesPerSecond ?? assumedPullBytesPerSecond,
    initTimeoutSeconds: deps.initTimeoutSeconds ?? defaultInitTimeoutSeconds,
  });
}
