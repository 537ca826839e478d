// Puts the digest that a moving tag names today in its place: the same Dockerfile then makes the same worker tomorrow.
// The one fix that has to ask somebody, so it is made when a person wants it and not while they type.
import type { RegistryAuth } from '../image/engine';
import { type ReadRemote, readRemoteImage } from '../image/registry/remoteImage';
import { pinTitle } from '../rules/mutable-tag/pinTitle';
import type { Diagnostic, Fix } from '../rules/rule';

export interface PinDeps {
  readonly findAuth: (reference: string, signal?: AbortSignal) => Promise<RegistryAuth | undefined>;
  /** Looks at the image in its registry; over the network if nothing is given. */
  readonly readRemote?: ReadRemote | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `python:latest` as `python:latest@sha256:…`: the tag stays for people, the digest is what is pulled.
 * Throws what the registry said: `not-found`, `unauthorized`, `remote`.
 */
export async function pinnedImage(image: string, deps: PinDeps): Promise<string> {
  const { findAuth, readRemote = readRemoteImage, signal } = deps;
  const { digest } = await readRemote(image, { auth: await findAuth(image, signal), signal });
  return `${image}@${digest}`;
}

/** The fix of a diagnostic whose image can be pinned. Throws as `pinnedImage`. */
export async function pinFix({ path, range, image }: Diagnostic, deps: PinDeps): Promise<Fix | undefined> {
  if (image === undefined) return undefined;
  const newText = await pinnedImage(image, deps);
  return { title: pinTitle(image), edits: [{ path, edits: [{ range, newText }] }], preferred: false };
}
