// Images in the engine's own store: look up, tag, pull and push, with typed progress.
import * as z from 'zod';
import { AppError, isAppError } from '../../base/errors';
import { authHeader } from '../auth';
import { type HistoryEntry, type PushEvent, type PushResult, platform, type RegistryAuth } from '../engine';
import { parseReference, withoutTag } from '../reference';
import { registryFailure } from '../registry/failure';
import { type DockerClient, readAll } from './client';
import { failureOf } from './message';

const imageSchema = z.looseObject({
  Id: z.string(),
  Size: z.number(),
  Os: z.string().optional(),
  Architecture: z.string().optional(),
  RepoDigests: z.array(z.string()).nullish(),
});
export type StoredImage = z.infer<typeof imageSchema>;

/** Throws `not-found` when the engine does not have it. */
export function inspectImage(
  client: DockerClient,
  reference: string,
  signal?: AbortSignal,
): Promise<StoredImage> {
  return client.json(imageSchema, { method: 'GET', path: `/images/${reference}/json`, signal });
}

const historySchema = z.array(z.looseObject({ CreatedBy: z.string(), Size: z.number() }));

/** Oldest first. */
export async function imageHistory(
  client: DockerClient,
  image: string,
  signal: AbortSignal,
): Promise<HistoryEntry[]> {
  const path = `/images/${image}/history`;
  const entries = await client.json(historySchema, { method: 'GET', path, signal });
  return entries.reverse().map(({ CreatedBy, Size }) => ({ createdBy: CreatedBy, bytes: Size }));
}

export async function hasImage(
  client: DockerClient,
  reference: string,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    await inspectImage(client, reference, signal);
    return true;
  } catch (error) {
    if (isAppError(error, 'not-found')) return false;
    throw error;
  }
}

export async function tagImage(
  client: DockerClient,
  image: string,
  reference: string,
  signal?: AbortSignal,
): Promise<void> {
  const query = { repo: withoutTag(reference), tag: parseReference(reference).tag ?? 'latest' };
  await readAll(await client.call({ method: 'POST', path: `/images/${image}/tag`, query, signal }));
}

/** Throws `not-found` when the engine does not have it. */
export async function saveImage(
  client: DockerClient,
  reference: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  await inspectImage(client, reference, signal);
  return (await client.call({ method: 'GET', path: `/images/${reference}/get`, signal })).body;
}

const pushedSchema = z.looseObject({ Digest: z.string() });

export async function pushImage(
  client: DockerClient,
  request: {
    readonly reference: string;
    readonly auth: RegistryAuth | undefined;
    readonly signal: AbortSignal;
  },
  onEvent: (event: PushEvent) => void,
): Promise<PushResult> {
  const { reference, auth, signal } = request;
  const { tag } = parseReference(reference);
  let digest: string | undefined;
  try {
    for await (const message of client.messages({
      method: 'POST',
      path: `/images/${withoutTag(reference)}/push`,
      query: { tag: tag ?? 'latest' },
      headers: { 'x-registry-auth': authHeader(auth) },
      signal,
    })) {
      const failure = failureOf(message);
      if (failure !== undefined) throw registryFailure('push', reference, failure);
      const pushed = pushedSchema.safeParse(message.aux);
      if (pushed.success) digest = pushed.data.Digest;
      digest ??= /digest: (sha256:[a-f0-9]{64})/.exec(message.status ?? '')?.[1];
      if (message.id && message.status)
        onEvent(layerEvent(message.id, message.status, message.progressDetail));
    }
  } catch (error) {
    throw transferFailure('push', reference, error);
  }
  if (digest) return { digest };
  throw new AppError('remote', `${reference} was pushed, but the registry did not tell its digest.`);
}

/** Fetches an image for linux/amd64. Throws in the words of `registryFailure`. */
export async function pullImage(
  client: DockerClient,
  request: {
    readonly reference: string;
    readonly auth: RegistryAuth | undefined;
    readonly signal: AbortSignal;
  },
  onEvent: (event: PushEvent) => void,
): Promise<void> {
  const { reference, auth, signal } = request;
  const { tag, digest } = parseReference(reference);
  try {
    for await (const message of client.messages({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: withoutTag(reference), tag: digest ?? tag ?? 'latest', platform },
      headers: { 'x-registry-auth': authHeader(auth) },
      signal,
    })) {
      const failure = failureOf(message);
      if (failure !== undefined) throw registryFailure('pull', reference, failure);
      if (message.status) onEvent(layerEvent(message.id ?? '', message.status, message.progressDetail));
    }
  } catch (error) {
    throw transferFailure('pull', reference, error);
  }
}

/** What the engine refused with a status is the registry's answer; anything else stays what it is. */
function transferFailure(doing: 'push' | 'pull', reference: string, error: unknown): unknown {
  const isAnswer = isAppError(error, 'not-found', 'remote') && error.status !== undefined;
  return isAnswer ? registryFailure(doing, reference, error.message) : error;
}

function layerEvent(
  layer: string,
  status: string,
  detail: { current?: number | undefined; total?: number | undefined } | null | undefined,
): PushEvent {
  return { layer, status, currentBytes: detail?.current, totalBytes: detail?.total };
}
