// The name of an image, taken apart: `registry/repository:tag@digest`, with Docker Hub's short forms spelled out.
import { AppError } from '../base/errors';

export interface ImageReference {
  /** Host with port, as written; `docker.io` when none is. */
  readonly registry: string;
  /** `library/python` for Docker Hub's own. */
  readonly repository: string;
  /** Undefined when neither tag nor digest was written, which engines read as `latest`. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export const dockerHub = 'docker.io';

const pattern =
  /^(?:(?<registry>localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:\d))(?<port>:\d+)?\/)?(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[A-Za-z0-9_][\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[a-f0-9]{32,}))?$/;

/** Throws `usage` for what no engine would accept as a name. */
export function parseReference(text: string): ImageReference {
  const parts = pattern.exec(text.trim())?.groups;
  const repository = parts?.repository;
  if (!parts || repository === undefined) {
    throw new AppError('usage', `"${text}" is not an image name.`, {
      remedy: 'Write it like ghcr.io/you/worker:tag, in lower case.',
    });
  }
  const registry = parts.registry === undefined ? dockerHub : parts.registry + (parts.port ?? '');
  const hub = registry === dockerHub || registry === 'index.docker.io';
  return {
    registry: hub ? dockerHub : registry,
    repository: hub && !repository.includes('/') ? `library/${repository}` : repository,
    tag: parts.tag,
    digest: parts.digest,
  };
}

/** Without its tag and digest: what `docker push` takes as the name. */
export function withoutTag(text: string): string {
  return text.replace(/@[a-z0-9]+:[a-f0-9]+$/, '').replace(/:[\w.-]+$/, '');
}

/** True for a registry on this machine, which engines talk to in plain HTTP. */
export function isLoopback(registry: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(registry);
}
