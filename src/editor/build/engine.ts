// The container engine as the settings and the environment name it.
import { basename, delimiter, dirname } from 'node:path';
import { AppError } from '../../base/errors';
import type { FindAuth } from '../../image/docker/containers';
import { type Engine, type EngineSearch, toldProbes } from '../../image/engine';
import type { EngineSources } from '../../image/findEngine';
import type { Settings } from '../adapters/settings';
import type { Env } from '../targets/connect';

export interface EngineAccess {
  readonly search: EngineSearch;
  readonly run: EngineSources['run'];
  readonly findAuth: FindAuth;
}

export async function findLocalEngine(
  settings: Settings,
  env: Env,
  signal?: AbortSignal,
): Promise<EngineAccess> {
  const { engineSources, findAuthWith, findEngine } = await import('../../image/findEngine');
  const sources = engineSources(withProgram(env, settings.get('runpod.dockerPath')));
  return { search: await findEngine(sources, signal), run: sources.run, findAuth: findAuthWith(sources) };
}

/** The logins for registries, from where the engines' tools keep them. */
export async function findLocalAuth(settings: Settings, env: Env): Promise<FindAuth> {
  const { engineSources, findAuthWith } = await import('../../image/findEngine');
  return findAuthWith(engineSources(withProgram(env, settings.get('runpod.dockerPath'))));
}

/** Throws `missing-tool` with everything that was tried in its detail. */
export function requireEngine(search: EngineSearch): Engine {
  if (search.found) return search.engine;
  const tried = toldProbes(search.probes);
  throw new AppError('missing-tool', 'No container engine answers on this machine.', {
    remedy:
      'Start Docker or podman, or set runpod.dockerPath; Local RunPod can also run the folder without an image.',
    detail: `Tried:\n${tried.join('\n')}`,
  });
}

/** The chosen program comes first on the path. Throws `usage` for a program that is neither docker nor podman. */
function withProgram(env: Env, program: string): Env {
  if (!program) return env;
  if (!/^(docker|podman)(\.exe)?$/.test(basename(program))) {
    throw new AppError('usage', `runpod.dockerPath is ${program}, which is neither docker nor podman.`, {
      remedy: 'Set it to the full path of the docker or podman program, or empty it.',
    });
  }
  return { ...env, PATH: [dirname(program), env.PATH].filter(Boolean).join(delimiter) };
}
