// What can be said of an image from its manifest and configuration alone: platform, what it starts, how long a worker
// needs to fetch it, which drivers it asks for.
import { formatBytes } from '../image/bytes';
import type { RemoteImage } from '../image/registry/remoteImage';
import type { PreflightRequest } from './preflight';
import { failed, ok, type PreflightCheck, warning } from './preflightCheck';
import { startCommand, startFile } from './startFile';

export async function checkContent(
  remote: RemoteImage,
  request: PreflightRequest,
): Promise<PreflightCheck[]> {
  const checks = [checkPlatform(remote), checkStart(remote, request), checkInit(remote, request)];
  const more = [checkCuda(remote, request), await checkStartFile(remote, request)];
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
  const seconds = Math.ceil(compressedBytes / pullBytesPerSecond);
  const size = `${formatBytes(compressedBytes)} to download, about ${seconds} s at an assumed ${formatBytes(pullBytesPerSecond)} a second`;
  if (target === 'local' || seconds < initTimeoutSeconds * 0.8) return ok('init timeout', `${size}.`);
  const wanted = Math.ceil((seconds * 1.5) / 60) * 60;
  return warning(
    'init timeout',
    `${size}: a worker is given ${initTimeoutSeconds} s to start.`,
    `Set RUNPOD_INIT_TIMEOUT=${wanted} in the template's variables, or make the image smaller.`,
  );
}

/** The CUDA version an image asks its host for, as NVIDIA's base images note it; such as `12.8`. */
export function cudaOf({ config }: Pick<RemoteImage, 'config'>): string | undefined {
  const value = (name: string) =>
    config.config?.Env?.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return (
    /cuda>=(\d+\.\d+)/.exec(value('NVIDIA_REQUIRE_CUDA') ?? '')?.[1] ??
    /^(\d+\.\d+)/.exec(value('CUDA_VERSION') ?? '')?.[1]
  );
}

function checkCuda(remote: RemoteImage, { target, hostCuda }: PreflightRequest): PreflightCheck | undefined {
  const needed = cudaOf(remote);
  if (needed === undefined || target === 'local' || hostCuda === 'as needed') return undefined;
  const remedy = `Set the endpoint's lowest CUDA version to ${needed}, or build on an older CUDA image.`;
  if (hostCuda === undefined) {
    return warning(
      'cuda',
      `The image needs CUDA ${needed}, and the endpoint takes hosts with any version.`,
      remedy,
    );
  }
  if (versionNumber(hostCuda) >= versionNumber(needed))
    return ok('cuda', `Hosts have at least CUDA ${hostCuda}.`);
  return warning(
    'cuda',
    `The image needs CUDA ${needed}, and the endpoint takes hosts from ${hostCuda} on.`,
    remedy,
  );
}

function versionNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
}
