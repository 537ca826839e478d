// Finds the container engine to use, in the order the docker command line would, and wider. What was chosen on
// purpose (DOCKER_HOST, a context) is the only one tried. When there is none, every probe says what came of it.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { explain, isAppError } from '../base/errors';
import { registryAuth } from './auth';
import type { RunCli } from './cli/command';
import { createCliEngine } from './cli/engine';
import type { Tool } from './cli/output';
import { createRunCli } from './cli/run';
import { chosenHost } from './contexts';
import type { FindAuth } from './docker/containers';
import { createDockerEngine } from './docker/engine';
import { type EngineAddress, EngineUnreachable, type TlsFiles } from './docker/transport';
import type { Engine, EngineProbe, EngineSearch } from './engine';
import { defaultPlaces, parseHost, type Surroundings } from './places';

const probeTimeoutMs = 4_000;

export interface EngineSources extends Surroundings {
  readonly read: (path: string) => Promise<string | undefined>;
  readonly run: RunCli;
  readonly connect: (address: EngineAddress, findAuth: FindAuth, signal: AbortSignal) => Promise<Engine>;
}

/** The real machine, seen through `env`. */
export function engineSources(env: NodeJS.ProcessEnv): EngineSources {
  return {
    env,
    home: env.HOME || env.USERPROFILE || homedir(),
    platform: process.platform,
    read: path => readFile(path, 'utf8').catch(() => undefined),
    run: createRunCli(env),
    connect: (address, findAuth, signal) => createDockerEngine({ address, findAuth }, signal),
  };
}

/** Never throws for a missing engine; "none" is an answer with every probe and its outcome. */
export async function findEngine(sources: EngineSources, signal?: AbortSignal): Promise<EngineSearch> {
  const probes: EngineProbe[] = [];
  for (const candidate of await candidates(sources)) {
    try {
      const limit = AbortSignal.timeout(probeTimeoutMs);
      return { found: true, engine: await candidate.open(signal ? AbortSignal.any([signal, limit]) : limit) };
    } catch (error) {
      if (signal?.aborted) throw error;
      probes.push({ probed: candidate.probed, outcome: outcomeOf(error) });
    }
  }
  return { found: false, probes };
}

interface Candidate {
  readonly probed: string;
  readonly open: (signal: AbortSignal) => Promise<Engine>;
}

async function candidates(sources: EngineSources): Promise<Candidate[]> {
  const chosen = await chosenHost(sources);
  if (!chosen) {
    const sockets = (tool: Tool) =>
      defaultPlaces(sources)
        .filter(place => place.tool === tool)
        .map(({ label, path }) => atSocket(sources, label, path));
    // podman's command before its service: a build that is cancelled through the service runs on.
    return [...sockets('docker'), atCli(sources, 'docker'), atCli(sources, 'podman'), ...sockets('podman')];
  }
  const probed = `${chosen.source}${chosen.host ? ` (${chosen.host})` : ''}`;
  const address = chosen.host ? parseHost(chosen.host, await tlsFiles(sources)) : undefined;
  if (!address) return [{ ...atCli(sources, 'docker'), probed: `${probed} through the docker command` }];
  return [{ probed, open: signal => sources.connect(address, findAuthWith(sources), signal) }];
}

function atSocket(sources: EngineSources, label: string, path: string): Candidate {
  return {
    probed: `${label} at ${path}`,
    open: signal => sources.connect({ kind: 'socket', path }, findAuthWith(sources), signal),
  };
}

function atCli(sources: EngineSources, tool: Tool): Candidate {
  const address = `the ${tool} command`;
  return { probed: address, open: signal => createCliEngine({ tool, run: sources.run, address }, signal) };
}

/** The login for an image's registry, from where the engines' tools keep it. */
export function findAuthWith(sources: Pick<EngineSources, 'env' | 'home' | 'read' | 'run'>): FindAuth {
  return (reference, signal) => registryAuth(reference, sources, signal);
}

async function tlsFiles({ env, home }: EngineSources): Promise<TlsFiles | undefined> {
  if (!env.DOCKER_TLS_VERIFY) return undefined;
  const folder = env.DOCKER_CERT_PATH || join(home, '.docker');
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map(name => readFile(join(folder, name)).catch(() => undefined)),
  );
  return ca && cert && key ? { ca, cert, key } : undefined;
}

function outcomeOf(error: unknown): string {
  if (isAppError(error, 'cancelled')) return 'It did not answer in time.';
  return error instanceof EngineUnreachable ? `${error.reason}.` : explain(error).message;
}
