// The docker or podman command line as an Engine: for contexts over ssh, for podman without a service, and
// wherever the tool is there but its socket is not ours to open.
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../base/errors';
import { createClassicReader } from '../build/classic';
import { buildFailure } from '../build/failure';
import { createPlainReader } from '../build/plain';
import { listContext } from '../context/listFiles';
import type { BuildEvent, BuildRequest, BuildResult, Engine, PushEvent, PushResult } from '../engine';
import { isLoopback, parseReference } from '../reference';
import {
  buildCommand,
  buildxCommand,
  historyCommand,
  inspectCommand,
  networksCommand,
  versionCommand,
} from './buildCommands';
import type { RunCli } from './command';
import { createCliContainerEngine } from './containers';
import { failureText, type Tool } from './output';
import { pushCommand, saveCommand } from './transferCommands';

const keptLines = 60;

export interface CliEngineOptions {
  readonly tool: Tool;
  readonly run: RunCli;
  /** For messages: the context or host the tool talks to. */
  readonly address: string;
}

/** Throws `missing-tool` when the tool is not there, or its engine does not answer. */
export async function createCliEngine(
  { tool, run, address }: CliEngineOptions,
  signal?: AbortSignal,
): Promise<Engine> {
  const version = await run(versionCommand(tool), { signal });
  return {
    kind: tool === 'docker' ? 'docker-cli' : 'podman-cli',
    version,
    address,
    containers: createCliContainerEngine(tool, run),
    build: (request, onEvent, cancel) => build({ tool, run }, request, { onEvent, signal: cancel }),
    push: (reference, _auth, onEvent, cancel) => push({ tool, run }, reference, { onEvent, signal: cancel }),
    has: async (reference, cancel) =>
      (await run(inspectCommand(tool, reference), { signal: cancel })) !== undefined,
    save: (reference, cancel) => save({ tool, run }, reference, cancel),
  };
}

/** Through a file: the tools would not write an image to a pipe that we also read as text. */
async function save(
  { tool, run }: Pick<CliEngineOptions, 'tool' | 'run'>,
  reference: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'image-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'image.tar');
  try {
    await run(saveCommand(tool, reference, file), { signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return readThenRemove(file, remove);
}

async function* readThenRemove(file: string, remove: () => Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Buffer;
  } finally {
    await remove();
  }
}

interface Watch<T> {
  readonly onEvent: (event: T) => void;
  readonly signal: AbortSignal;
}

async function push(
  { tool, run }: Pick<CliEngineOptions, 'tool' | 'run'>,
  reference: string,
  { onEvent, signal }: Watch<PushEvent>,
): Promise<PushResult> {
  const insecure = isLoopback(parseReference(reference).registry);
  const folder = await mkdtemp(join(tmpdir(), 'push-'));
  const digestFile = join(folder, 'digest');
  try {
    const onLine = (line: string) => tellLayer(line, onEvent);
    const printed = await run(pushCommand({ tool, reference, insecure, digestFile }), { signal, onLine });
    const digest = printed ?? (await readFile(digestFile, 'utf8').catch(() => '')).trim();
    if (digest) return { digest };
    throw new AppError('remote', `${reference} was pushed, but ${tool} did not tell its digest.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(
  { tool, run }: Pick<CliEngineOptions, 'tool' | 'run'>,
  request: BuildRequest,
  { onEvent, signal }: Watch<BuildEvent>,
): Promise<BuildResult> {
  const entries = await listContext(request, signal);
  const bytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  onEvent({ kind: 'context', files: entries.filter(entry => entry.kind === 'file').length, bytes });
  const buildx = tool === 'docker' && (await run(buildxCommand(), { signal }));
  const networks = await run(networksCommand(tool), { signal });
  const network = networks.some(name => name !== 'host' && name !== 'none') ? undefined : 'host';
  const output: string[] = [];
  const tell = (event: BuildEvent) => {
    if (event.kind === 'output') output.push(event.line);
    if (output.length > keptLines) output.shift();
    onEvent(event);
  };
  const plain = createPlainReader(tell);
  const classic = createClassicReader(tell);
  const onLine = (line: string) => (buildx ? plain.line(line) : classic.push(`${line}\n`));
  const result = await run(buildCommand(request, { tool, buildx, network }), { signal, onLine });
  const last = classic.end().lastStep;
  if (result.code !== 0) {
    const name = plain.lastStep();
    const source = await readFile(join(request.context, request.dockerfile), 'utf8').catch(() => '');
    const step = name === undefined ? last : { name };
    const { context: folder, dockerfile } = request;
    throw buildFailure({ said: failureText(result), folder, dockerfile, source, step, output });
  }
  const image = await run(inspectCommand(tool, request.tags[0] ?? ''), { signal });
  if (!image) throw new AppError('remote', `${tool} built the image, but does not find it afterwards.`);
  const history = await run(historyCommand(tool, image.id), { signal });
  return { imageId: image.id, sizeBytes: image.sizeBytes, history };
}

/** `4f4fb700ef54: Pushed` and podman's `Copying blob sha256:4f4f…`: states only, no bytes. */
function tellLayer(line: string, onEvent: (event: PushEvent) => void): void {
  const [, layer, status] = /^([0-9a-f]{12}): (.+)$/.exec(line) ?? [];
  if (layer !== undefined && status !== undefined) onEvent({ layer, status });
  const blob = /^Copying (?:blob|config) (?:sha256:)?([0-9a-f]{12})/.exec(line)?.[1];
  if (blob !== undefined) onEvent({ layer: blob, status: 'Copying' });
}
