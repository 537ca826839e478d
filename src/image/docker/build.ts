// A build through the engine's API. Engines that prefer BuildKit get it (without a session: no private FROM, no
// secrets), and so do Dockerfiles that need it; others the classic builder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { paddedBase64Url } from '../auth';
import { createClassicReader } from '../build/classic';
import { buildFailure } from '../build/failure';
import { createTraceReader } from '../build/trace';
import { listContext } from '../context/listFiles';
import { packContext } from '../context/pack';
import { type BuildEvent, type BuildRequest, type BuildResult, platform } from '../engine';
import type { DockerClient } from './client';
import { imageHistory, inspectImage, tagImage } from './images';
import { type EngineMessage, failureOf } from './message';

type OnEvent = (event: BuildEvent) => void;

const auxIdSchema = z.looseObject({ ID: z.string() });
const keptLines = 60;
/** What only BuildKit understands: mounts, heredocs, COPY --link and --chmod, a syntax directive. */
const needsBuildKit =
  /^#\s*syntax\s*=|^\s*RUN\s+--(mount|network|security)|^\s*(COPY|ADD)\s+.*--(link|chmod|parents)|^\s*(RUN|COPY|ADD)\b.*<<-?["']?\w/im;

/** Builds through the API; see `Engine.build`. */
export async function buildImage(
  client: DockerClient,
  request: BuildRequest,
  onEvent: OnEvent,
  signal: AbortSignal,
): Promise<BuildResult> {
  const entries = await listContext(request, signal);
  const bytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  onEvent({ kind: 'context', files: entries.filter(entry => entry.kind === 'file').length, bytes });
  const source = await readFile(join(request.context, request.dockerfile), 'utf8');
  const buildKit = client.prefersBuildKit || needsBuildKit.test(source);
  const output: string[] = [];
  const reader = createReader(buildKit, event => {
    if (event.kind === 'output') output.push(event.line);
    if (output.length > keptLines) output.shift();
    onEvent(event);
  });
  const fail = (said: string) =>
    buildFailure({
      said,
      folder: request.context,
      dockerfile: request.dockerfile,
      source,
      step: reader.lastStep(),
      output,
    });
  const network = await usableNetwork(client, signal);
  const body = packContext(entries);
  try {
    for await (const message of client.messages({
      method: 'POST',
      path: '/build',
      query: { ...buildQuery(request), version: buildKit ? '2' : '1', networkmode: network },
      headers: { 'content-type': 'application/x-tar', 'x-registry-config': registryConfig(request) },
      body,
      signal,
    })) {
      const failure = failureOf(message);
      if (failure !== undefined) throw fail(failure);
      reader.read(message);
    }
  } catch (error) {
    body.destroy();
    throw isRefusal(error) ? fail(error.message) : error;
  }
  reader.end();
  for (const tag of request.tags.slice(1)) await tagImage(client, request.tags[0] ?? '', tag, signal);
  const image = await inspectImage(client, request.tags[0] ?? reader.imageId() ?? '', signal);
  return { imageId: image.Id, sizeBytes: image.Size, history: await imageHistory(client, image.Id, signal) };
}

/** 400 and 500 before the stream starts are about the Dockerfile: it does not parse, or is not there. */
function isRefusal(error: unknown): error is Error {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return status === 400 || status === 500;
}

function buildQuery(request: BuildRequest): Record<string, string | undefined> {
  return {
    t: request.tags[0],
    dockerfile: request.dockerfile.replaceAll('\\', '/'),
    platform,
    buildargs: JSON.stringify(request.buildArgs ?? {}),
    nocache: request.noCache ? '1' : undefined,
    forcerm: '1',
    rm: '1',
  };
}

function registryConfig(request: BuildRequest): string {
  return paddedBase64Url(JSON.stringify(request.registries ?? {}));
}

/** An engine without a bridge network (nested in another container, say) can build on the host's only. */
async function usableNetwork(client: DockerClient, signal: AbortSignal): Promise<string | undefined> {
  const networks = await client
    .json(networksSchema, { method: 'GET', path: '/networks', signal })
    .catch(() => undefined);
  if (!networks || networks.some(network => network.Name !== 'host' && network.Name !== 'none'))
    return undefined;
  return 'host';
}
const networksSchema = z.array(z.looseObject({ Name: z.string() }));

interface Reader {
  read(message: EngineMessage): void;
  end(): void;
  imageId(): string | undefined;
  lastStep(): { name: string; number?: number } | undefined;
}

function createReader(buildKit: boolean, onEvent: OnEvent): Reader {
  const ids: string[] = [];
  const noteId = (aux: unknown) => {
    const id = auxIdSchema.safeParse(aux);
    if (id.success) ids.push(id.data.ID);
  };
  const imageId = () => ids.at(-1);
  if (buildKit) {
    const trace = createTraceReader(onEvent);
    const classic = createClassicReader(onEvent);
    return {
      read(message) {
        if (message.id === 'moby.buildkit.trace' && typeof message.aux === 'string') trace.push(message.aux);
        else noteId(message.aux);
        // podman's API answers a BuildKit request with classic text.
        if (message.stream) classic.push(message.stream);
      },
      end: () => void classic.end(),
      imageId,
      lastStep: () => named(trace.lastStep()) ?? classic.end().lastStep,
    };
  }
  const classic = createClassicReader(onEvent);
  return {
    read(message) {
      if (message.stream) classic.push(message.stream);
      const { id, status, progressDetail } = message;
      const { current = 0, total = 0 } = progressDetail ?? {};
      if (id && status === 'Downloading') classic.transfer({ id, currentBytes: current, totalBytes: total });
      noteId(message.aux);
    },
    end: () => void classic.end(),
    imageId,
    lastStep: () => classic.end().lastStep,
  };
}

function named(name: string | undefined): { name: string } | undefined {
  return name === undefined ? undefined : { name };
}
