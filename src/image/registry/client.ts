// One registry as a client of it sees it: answers 401 with a challenge, is given what it asks for (Basic, or a token
// fetched from where it says), and is asked again. Tokens are kept for as long as this client lives.
import * as z from 'zod';
import { parseJson } from '../../base/json';
import type { RegistryAuth } from '../engine';
import { dockerHub, type ImageReference, isLoopback } from '../reference';
import { type RegistryReply, registryGet } from './http';

export interface RegistryClient {
  /** `path` starts after `/v2/<repository>/`. The reply may be any status, 401 when nothing we have is enough. */
  get(path: string, options?: GetOptions): Promise<RegistryReply>;
}

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes?: number;
}

const tokenSchema = z.looseObject({ token: z.string().optional(), access_token: z.string().optional() });

export function createRegistryClient(
  reference: ImageReference,
  auth: RegistryAuth | undefined,
  signal?: AbortSignal,
): RegistryClient {
  const { registry, repository } = reference;
  const host = registry === dockerHub ? 'registry-1.docker.io' : registry;
  const root = `${isLoopback(registry) ? 'http' : 'https'}://${host}/v2/${repository}/`;
  const granted: { authorization?: string } = {};
  return {
    async get(path, { headers = {}, maxBytes } = {}) {
      const ask = () =>
        registryGet({ url: root + path, headers: { ...headers, ...granted }, maxBytes, signal });
      const first = await ask();
      if (first.status !== 401) return first;
      const authorization = await answer(first, { auth, repository, signal });
      if (!authorization || authorization === granted.authorization) return first;
      granted.authorization = authorization;
      return ask();
    },
  };
}

interface Asker {
  readonly auth: RegistryAuth | undefined;
  readonly repository: string;
  readonly signal: AbortSignal | undefined;
}

/** The Authorization header that meets a challenge; undefined when we have nothing to offer. */
async function answer(refusal: RegistryReply, asker: Asker): Promise<string | undefined> {
  const challenge = parseChallenge(refusal.headers['www-authenticate'] ?? '');
  const basic =
    asker.auth && `Basic ${Buffer.from(`${asker.auth.username}:${asker.auth.password}`).toString('base64')}`;
  if (challenge?.scheme === 'basic') return basic;
  const realm = challenge?.parameters.get('realm');
  if (challenge?.scheme !== 'bearer' || !realm) return undefined;
  const url = new URL(realm);
  const service = challenge.parameters.get('service');
  if (service) url.searchParams.set('service', service);
  url.searchParams.set('scope', challenge.parameters.get('scope') ?? `repository:${asker.repository}:pull`);
  const reply = await registryGet({
    url: url.href,
    headers: basic ? { authorization: basic } : {},
    signal: asker.signal,
  });
  const parsed = parseJson(reply.body.toString('utf8'));
  const token = tokenSchema.safeParse(reply.status === 200 && parsed.ok ? parsed.value : undefined);
  const value = token.success ? (token.data.token ?? token.data.access_token) : undefined;
  return value && `Bearer ${value}`;
}

export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** `Bearer realm="…",service="…",scope="…"`. */
export function parseChallenge(header: string): Challenge | undefined {
  const [, scheme, rest] = /^\s*([A-Za-z]+)\s*(.*)$/.exec(header) ?? [];
  if (scheme === undefined) return undefined;
  const parameters = [...(rest ?? '').matchAll(/([a-z_]+)="([^"]*)"/gi)].map(
    ([, name, value]) => [(name ?? '').toLowerCase(), value ?? ''] as const,
  );
  return { scheme: scheme.toLowerCase(), parameters: new Map(parameters) };
}
