// Docker and everything that speaks its API, as an Engine.
import type { Engine } from '../engine';
import { buildImage } from './build';
import { connect } from './client';
import { createContainerEngine, type FindAuth } from './containers';
import { hasImage, pushImage, saveImage } from './images';
import { createTransport, describeAddress, type EngineAddress } from './transport';

export interface DockerEngineOptions {
  readonly address: EngineAddress;
  readonly findAuth: FindAuth;
}

/** Connects and asks who is there. Throws `missing-tool` when nothing answers. */
export async function createDockerEngine(
  options: DockerEngineOptions,
  signal?: AbortSignal,
): Promise<Engine> {
  const client = await connect(createTransport(options.address), signal);
  return {
    kind: 'docker-api',
    version: client.server,
    address: describeAddress(options.address),
    containers: createContainerEngine(() => Promise.resolve(client), options.findAuth),
    build: (request, onEvent, cancel) => buildImage(client, request, onEvent, cancel),
    push: (reference, auth, onEvent, cancel) =>
      pushImage(client, { reference, auth, signal: cancel }, onEvent),
    has: (reference, cancel) => hasImage(client, reference, cancel),
    save: (reference, cancel) => saveImage(client, reference, cancel),
  };
}
