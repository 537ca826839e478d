// Registry credentials as the engines' own tools keep them: config.json with plain entries, a credential store,
// or a helper per registry. Read only, at the moment they are needed, and never logged.
import { join } from 'node:path';
import * as z from 'zod';
import { isAppError } from '../base/errors';
import { parseJson } from '../base/json';
import type { RunCli } from './cli/command';
import type { RegistryAuth } from './engine';
import { dockerHub, parseReference } from './reference';

const configSchema = z.looseObject({
  auths: z.record(z.string(), z.looseObject({ auth: z.string().optional() })).default({}),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).default({}),
});

const helperReplySchema = z.looseObject({ Username: z.string(), Secret: z.string() });

export interface AuthSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly read: (path: string) => Promise<string | undefined>;
  readonly run: RunCli;
}

/** The key under which Docker keeps Docker Hub's login. */
const hubKey = 'https://index.docker.io/v1/';

/** Finds the login for the registry of an image; undefined when there is none. */
export async function registryAuth(
  reference: string,
  sources: AuthSources,
  signal?: AbortSignal,
): Promise<RegistryAuth | undefined> {
  const registry = parseReference(reference).registry;
  for (const path of configPaths(sources)) {
    const found = await authFrom(path, registry, sources, signal);
    if (found) return found;
  }
  return undefined;
}

function configPaths({ env, home }: AuthSources): string[] {
  const folder = env.DOCKER_CONFIG || join(home, '.docker');
  const podman =
    env.REGISTRY_AUTH_FILE || (env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'));
  return [join(folder, 'config.json'), ...(podman ? [podman] : [])];
}

async function authFrom(path: string, registry: string, sources: AuthSources, signal?: AbortSignal) {
  const parsed = parseJson((await sources.read(path)) ?? '');
  const config = configSchema.safeParse(parsed.ok ? parsed.value : undefined);
  if (!config.success) return undefined;
  const { auths, credHelpers, credsStore } = config.data;
  for (const key of keysOf(registry)) {
    const helper = credHelpers[key] ?? credsStore;
    const helped = helper && (await askHelper(helper, key, sources.run, signal));
    if (helped) return helped;
    const plain = decodeAuth(auths[key]?.auth);
    if (plain) return plain;
  }
  return undefined;
}

function keysOf(registry: string): string[] {
  if (registry === dockerHub) return [hubKey, 'index.docker.io', 'docker.io', 'registry-1.docker.io'];
  return [registry, `https://${registry}`, `https://${registry}/v2/`, `https://${registry}/v1/`];
}

function decodeAuth(auth: string | undefined): RegistryAuth | undefined {
  if (!auth) return undefined;
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? undefined
    : { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
}

async function askHelper(helper: string, server: string, run: RunCli, signal?: AbortSignal) {
  try {
    return await run(
      {
        command: `docker-credential-${helper}`,
        args: ['get'],
        input: server,
        parse({ code, stdout }) {
          const parsed = parseJson(stdout);
          const reply = helperReplySchema.safeParse(code === 0 && parsed.ok ? parsed.value : undefined);
          return reply.success ? { username: reply.data.Username, password: reply.data.Secret } : undefined;
        },
      },
      { signal },
    );
  } catch (error) {
    if (isAppError(error, 'missing-tool')) return undefined;
    throw error;
  }
}

/**
 * The value of X-Registry-Auth: base64url **with** padding. Docker ignores an unpadded value silently and treats
 * the call as anonymous; podman refuses it.
 */
export function authHeader(auth: RegistryAuth | undefined): string {
  const isToken = auth?.username === '<token>';
  return paddedBase64Url(JSON.stringify(isToken ? { identitytoken: auth.password } : (auth ?? {})));
}

export function paddedBase64Url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
