// The engine of this machine for the command line, or the words for there being none.
import { AppError } from '../../base/errors';
import { type Engine, type EngineSearch, toldProbes } from '../../image/engine';
import { type EngineSources, engineSources, findAuthWith, findEngine } from '../../image/findEngine';
import type { CliIo } from './io';

export interface EngineAccess {
  readonly search: EngineSearch;
  readonly run: EngineSources['run'];
  readonly findAuth: ReturnType<typeof findAuthWith>;
}

export async function findCliEngine(io: CliIo): Promise<EngineAccess> {
  const sources = engineSources({ ...io.env });
  return { search: await findEngine(sources, io.signal), run: sources.run, findAuth: findAuthWith(sources) };
}

/** Throws `missing-tool` that lists what was probed. */
export function requireEngine(search: EngineSearch): Engine {
  if (search.found) return search.engine;
  throw new AppError('missing-tool', 'No container engine was found.', {
    remedy: 'Start Docker or podman, or deploy to Local RunPod with --runtime process.',
    detail: toldProbes(search.probes).join('\n'),
  });
}
