// What can be said of an image from its manifest and configuration alone: platform, what it starts, how long a worker
// needs to fetch it, which drivers it asks for.
import { formatBytes } from '../base/words';
import type { RemoteImage } from '../image/registry/remoteImage';
import type { PreflightRequest } from './preflight';
import { failed, ok, type PreflightCheck, warning } from './preflightCheck';
import { checkCuda } from './preflightCuda';
import { estimatePull } from './pullEstimate';
import { startCommand, startFile } from './startFile';

export async function checkContent(
  remote: RemoteImage,
  request: PreflightRequest,
): Promise<PreflightCheck[]> {
  const checks = [checkPlatform(remote), checkStart(remote, request), checkInit(remote, request)];
  const more = [
    checkCuda(remote, request),
    checkDisk(remote, request),
    await checkStartFile(remote, request),
    // A container that is started to see less than the look before it would only repeat it.
    await request.ping?.(remote),
  ];
  return [...checks, ...more.filter(check => check !== undefined)];
}

function checkPlatform({ platforms }: RemoteImage): PreflightCheck {
  if (platforms.includes('linux/amd64')) return ok('amd64', 'The image is for linux/amd64.');
  return failed(
    'amd64',
    `The image is for ${platforms.join(', ')}; RunPod runs linux/amd64 only.`,
    'Build it with --platform linux/amd64.',
  );
}

function checkStart({ config }: RemoteImage, { startsOtherwise }: PreflightRequest): PreflightCheck {
  if (startsOtherwise) return ok('start command', 'The template says what to start.');
  const command = startCommand(config);
  if (command.length > 0) return ok('start command', `It starts ${command.join(' ')}.`);
  return failed(
    'start command',
    'The image has neither CMD nor ENTRYPOINT: a worker has nothing to start.',
    'Add CMD ["python3", "-u", "handler.py"] to the Dockerfile.',
  );
}

async function checkStartFile(
  remote: RemoteImage,
  { startsOtherwise, findFile }: PreflightRequest,
): Promise<PreflightCheck | undefined> {
  const path = startsOtherwise ? undefined : startFile(remote.config);
  if (path === undefined || !findFile) return undefined;
  const found = await findFile(remote, path);
  if (found === 'unknown') return undefined;
  if (found === 'present') return ok('start file', `${path} is in the image.`);
  return failed(
    'start file',
    `The image starts ${path}, and has no such file.`,
    'Correct COPY, WORKDIR or CMD in the Dockerfile, and look whether .dockerignore leaves the file out.',
  );
}

function checkInit(
  { compressedBytes }: RemoteImage,
  { initTimeoutSeconds, pullBytesPerSecond, target }: PreflightRequest,
): PreflightCheck {
  const pull = estimatePull(compressedBytes, { initTimeoutSeconds, pullBytesPerSecond });
  const size = `${formatBytes(compressedBytes)} to download, about ${pull.seconds} s at an assumed ${formatBytes(pullBytesPerSecond)} a second`;
  if (target === 'local' || !pull.isTight) return ok('init timeout', `${size}.`);
  return warning(
    'init timeout',
    `${size}: a worker is given ${initTimeoutSeconds} s to start.`,
    `Set RUNPOD_INIT_TIMEOUT=${pull.wantedSeconds} in the template's variables, or make the image smaller.`,
  );
}

/**
 * Assumed: an image unpacks to about twice its download, and a worker wants 5 GB to write to. RunPod publishes neither
 * figure; seed reports run a 14.8 GB image with a disk of 40 GB.
 */
export function fittingDiskGb(compressedBytes: number): number {
  return Math.ceil((compressedBytes * 2) / 1e9) + 5;
}

function checkDisk(
  { compressedBytes }: RemoteImage,
  { target, diskGb }: PreflightRequest,
): PreflightCheck | undefined {
  if (target === 'local' || diskGb === undefined) return undefined;
  const fitting = fittingDiskGb(compressedBytes);
  if (diskGb >= fitting) return ok('disk', `The container disk of ${diskGb} GB is large enough.`);
  return warning(
    'disk',
    `The container disk has ${diskGb} GB; an image of ${formatBytes(compressedBytes)} is assumed to want ${fitting} GB with room to write.`,
    `Set the container disk to ${fitting} GB.`,
  );
}
