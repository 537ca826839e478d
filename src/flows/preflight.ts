// Before anything is changed on RunPod: can it work at all? Every check tells what it found and how to mend it.
// An image is looked at the way RunPod will see it: without our login, unless a credential is named.
import { isAppError } from '../base/errors';
import type { RegistryAuth } from '../image/engine';
import { isLoopback, parseReference } from '../image/reference';
import type { FoundFile } from '../image/registry/findFile';
import type { ReadRemote, RemoteImage } from '../image/registry/remoteImage';
import { failed, ok, type PreflightCheck, warning } from './preflightCheck';
import { checkContent } from './preflightContent';

export interface PreflightRequest {
  readonly image: string;
  readonly target: 'local' | 'account';
  /** Whether the template names a registry credential. */
  readonly hasCredential: boolean;
  /** Our own login for the registry, to look at private images. */
  readonly auth: RegistryAuth | undefined;
  /** Seconds; RunPod's default is 420. */
  readonly initTimeoutSeconds: number;
  /** Bytes a second that a worker is assumed to pull with. */
  readonly pullBytesPerSecond: number;
  /** The template's own start command takes the place of the image's. */
  readonly startsOtherwise?: boolean | undefined;
  /** The lowest CUDA version of the endpoint's hosts; `as needed` when the endpoint is made to fit. */
  readonly hostCuda?: string | undefined;
  /** Texts of the requirements files that went into the image. */
  readonly requirements?: readonly string[] | undefined;
  /** Container disk of the template; undefined when it is made to fit. */
  readonly diskGb?: number | undefined;
  /** Tries the handler inside the image; undefined where that cannot be. */
  readonly ping?: ((remote: RemoteImage) => Promise<PreflightCheck | undefined>) | undefined;
  readonly read: ReadRemote;
  /** Looks for a file in the image; without it the start file is not checked. */
  readonly findFile?: ((remote: RemoteImage, path: string) => Promise<FoundFile>) | undefined;
  readonly signal: AbortSignal;
}

export interface PreflightReport {
  readonly checks: readonly PreflightCheck[];
  readonly remote: RemoteImage | undefined;
}

/** Checks an image in its registry. Never throws but for a cancel. */
export async function checkImage(request: PreflightRequest): Promise<PreflightReport> {
  const reference = parseReference(request.image);
  if (request.target === 'account' && isLoopback(reference.registry)) {
    const message = `RunPod cannot reach ${reference.registry}: it is a registry on this machine.`;
    return {
      checks: [failed('pullable', message, 'Push to a public registry such as Docker Hub or ghcr.io.')],
      remote: undefined,
    };
  }
  const { check, remote } = await checkPullable(request);
  return {
    checks: [check, checkTag(request.image), ...(remote ? await checkContent(remote, request) : [])],
    remote,
  };
}

async function checkPullable(
  request: PreflightRequest,
): Promise<{ check: PreflightCheck; remote?: RemoteImage }> {
  const { image, auth, target } = request;
  const anonymous = await look(request, undefined);
  if (anonymous.remote)
    return { check: ok('pullable', `${image} can be pulled by anyone.`), remote: anonymous.remote };
  if (anonymous.denied && auth) {
    const { remote } = await look(request, auth);
    if (remote && (request.hasCredential || target === 'local')) {
      return { check: ok('pullable', `${image} is private; the login for it is known.`), remote };
    }
    if (remote)
      return {
        check: failed(
          'pullable',
          `${image} is private, and the template names no registry credential.`,
          privateRemedy(image),
        ),
        remote,
      };
  }
  if (anonymous.denied && request.hasCredential) {
    return {
      check: warning(
        'pullable',
        `${image} is private; whether RunPod's credential opens it cannot be seen from here.`,
      ),
    };
  }
  return {
    check: failed('pullable', anonymous.message, anonymous.denied ? privateRemedy(image) : anonymous.remedy),
  };
}

async function look({ image, read, signal }: PreflightRequest, auth: RegistryAuth | undefined) {
  try {
    return { remote: await read(image, { auth, signal }), denied: false, message: '', remedy: '' };
  } catch (error) {
    if (!isAppError(error) || error.kind === 'cancelled') throw error;
    const denied = error.kind === 'unauthorized';
    return { remote: undefined, denied, message: error.message, remedy: error.remedy ?? '' };
  }
}

function privateRemedy(image: string): string {
  return parseReference(image).registry === 'ghcr.io'
    ? 'Packages on ghcr.io are private at first: make it public in its package settings, or name a registry credential.'
    : 'Make the repository public, or add a registry credential on RunPod and name it for this endpoint.';
}

function checkTag(image: string): PreflightCheck {
  const { tag, digest } = parseReference(image);
  if (digest || (tag !== undefined && tag !== 'latest')) return ok('tag', 'The tag names one image.');
  return warning(
    'tag',
    'The tag "latest" moves: workers may run different images, and a rollback has nothing to return to.',
    'Deploy a tag of its own for each image.',
  );
}
