// Why a push or a pull failed, in plain words, from the many ways engines and registries say it.
import { AppError, type ErrorKind } from '../../base/errors';
import { parseReference } from '../reference';

interface Reading {
  readonly pattern: RegExp;
  readonly kind: ErrorKind;
  readonly what: (registry: string) => string;
  readonly remedy: (registry: string) => string;
}

const readings: readonly Reading[] = [
  {
    pattern:
      /no basic auth credentials|authentication required|unauthorized|insufficient_scope|access to the resource is denied|pull access denied|denied:/i,
    kind: 'unauthorized',
    what: registry => `${registry} does not let us`,
    remedy: registry =>
      `Sign in with "docker login ${registry}" as a user who may, and check the repository's name.`,
  },
  {
    pattern: /manifest unknown|manifest for .* not found|name unknown|repository .* not found|\bnot found\b/i,
    kind: 'not-found',
    what: registry => `${registry} has no such image`,
    remedy: () => 'Check the name and the tag; if it was never pushed, build and push it first.',
  },
  {
    pattern: /does not exist locally|tag does not exist|no such image|image not known/i,
    kind: 'not-found',
    what: () => 'the engine has no image of that name',
    remedy: () => 'Build it first.',
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|dial tcp|network is unreachable|TLS handshake timeout|context deadline/i,
    kind: 'remote',
    what: registry => `${registry} cannot be reached`,
    remedy: () => 'Check the network, the proxy of the container engine, and that the registry runs.',
  },
  {
    pattern: /server gave HTTP response to HTTPS client|x509|certificate/i,
    kind: 'remote',
    what: registry => `${registry} does not speak HTTPS in a way the engine trusts`,
    remedy: registry =>
      `Use a registry with a valid certificate, or allow ${registry} as an insecure registry of the engine.`,
  },
  {
    pattern: /no space left on device/i,
    kind: 'remote',
    what: () => 'the disk is full',
    remedy: () => 'Free space, then try again; finished layers are kept.',
  },
  {
    pattern: /toomanyrequests|rate limit/i,
    kind: 'rate-limited',
    what: registry => `${registry} allows no more pulls for now`,
    remedy: registry => `Sign in with "docker login ${registry}" for a higher limit, or wait.`,
  },
];

/** `said` is the engine's or registry's own sentence; it stays in `detail`. */
export function registryFailure(doing: 'push' | 'pull', reference: string, said: string): AppError {
  const { registry } = parseReference(reference);
  const reading = readings.find(({ pattern }) => pattern.test(said));
  const what = reading?.what(registry) ?? said.trim().replace(/\.$/, '');
  return new AppError(reading?.kind ?? 'remote', `Could not ${doing} ${reference}: ${what}.`, {
    remedy: reading?.remedy(registry),
    detail: said,
  });
}
