// An image in a registry, looked at without pulling it: its digest, what a worker would download, what it starts.
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { AppError } from '../../base/errors';
import { parseJson } from '../../base/json';
import { platform, type RegistryAuth } from '../engine';
import { type ImageReference, parseReference } from '../reference';
import { createRegistryClient, type RegistryClient } from './client';
import { registryFailure } from './failure';
import type { RegistryReply } from './http';
import {
  type ImageConfig,
  imageConfigSchema,
  indexSchema,
  manifestSchema,
  manifestTypes,
  realPlatforms,
} from './manifest';

export interface RemoteImage {
  readonly reference: string;
  /** `sha256:…` of what the tag names: the manifest, or the index of several platforms. */
  readonly digest: string;
  /** `linux/amd64` first if it is among them; one entry for a plain image. */
  readonly platforms: readonly string[];
  /** Of the linux/amd64 image, or of the only one there is: what a worker downloads, in bytes. */
  readonly compressedBytes: number;
  readonly layers: readonly { readonly digest: string; readonly sizeBytes: number }[];
  readonly config: ImageConfig;
}

export interface RemoteOptions {
  readonly auth?: RegistryAuth | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type ReadRemote = (reference: string, options?: RemoteOptions) => Promise<RemoteImage>;

/**
 * Reads manifest and configuration. Throws `not-found` (no such repository or tag), `unauthorized` (private, or the
 * login is not enough) and `remote`.
 */
export async function readRemoteImage(
  text: string,
  { auth, signal }: RemoteOptions = {},
): Promise<RemoteImage> {
  const reference = parseReference(text);
  const client = createRegistryClient(reference, auth, signal);
  const top = await manifest(client, text, reference.digest ?? reference.tag ?? 'latest');
  const index = indexSchema.safeParse(json(top));
  const entries = index.success ? realPlatforms(index.data) : [];
  const chosen = entries.find(entry => nameOf(entry.platform) === platform) ?? entries[0];
  const reply = chosen ? await manifest(client, text, chosen.digest) : top;
  const { config, layers } = read(manifestSchema, reply, reference);
  const configReply = await client.get(`blobs/${config.digest}`);
  const image = read(imageConfigSchema, configReply, reference);
  const own = nameOf({ os: image.os ?? 'linux', architecture: image.architecture ?? 'unknown' });
  const names = entries.map(entry => nameOf(entry.platform));
  return {
    reference: text,
    digest: digestOf(top),
    platforms:
      names.length > 0 ? names.sort((a, b) => Number(b === platform) - Number(a === platform)) : [own],
    compressedBytes: layers.reduce((sum, layer) => sum + layer.size, 0),
    layers: layers.map(layer => ({ digest: layer.digest, sizeBytes: layer.size })),
    config: image,
  };
}

async function manifest(client: RegistryClient, text: string, tagOrDigest: string): Promise<RegistryReply> {
  const reply = await client.get(`manifests/${tagOrDigest}`, { headers: { accept: manifestTypes } });
  if (reply.status === 200) return reply;
  if (reply.status === 401 || reply.status === 403) throw registryFailure('pull', text, 'unauthorized');
  if (reply.status === 404) throw registryFailure('pull', text, 'manifest unknown');
  if (reply.status === 429) throw registryFailure('pull', text, 'toomanyrequests');
  throw registryFailure('pull', text, `the registry answered HTTP ${reply.status}`);
}

function read<T>(schema: z.ZodType<T>, reply: RegistryReply, { registry }: ImageReference): T {
  const result = schema.safeParse(json(reply));
  if (reply.status === 200 && result.success) return result.data;
  throw new AppError(
    'remote',
    `${registry} describes the image in a way we cannot read (HTTP ${reply.status}).`,
  );
}

function json(reply: RegistryReply): unknown {
  const parsed = parseJson(reply.body.toString('utf8'));
  return parsed.ok ? parsed.value : undefined;
}

function digestOf(reply: RegistryReply): string {
  const told = reply.headers['docker-content-digest'];
  return typeof told === 'string' ? told : `sha256:${createHash('sha256').update(reply.body).digest('hex')}`;
}

function nameOf(of: { os: string; architecture: string } | undefined): string {
  return of ? `${of.os}/${of.architecture}` : platform;
}
