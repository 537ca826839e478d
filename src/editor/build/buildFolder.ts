// Builds the image of a worker folder under a progress notification, as the settings name it.
import { basename } from 'node:path';
import { systemClock } from '../../base/clock';
import { type BuiltImage, buildImage } from '../../flows/buildImage';
import { workerName } from '../../flows/createWorker';
import { BuildFailure } from '../../image/build/buildFailure';
import type { Services } from '../services';
import type { BuildLog } from './buildLog';
import { type EngineAccess, findLocalEngine, requireEngine } from './engine';

type Needs = Pick<Services, 'settings' | 'longWork' | 'home'>;

/** Where images of the folder go: the registry of the settings, else a name on this machine alone. */
export function repositoryOf({ settings }: Pick<Services, 'settings'>, folder: string): string {
  const name = workerName(basename(folder));
  const registry = settings.get('runpod.deploy.registry', folder).replace(/\/+$/, '');
  return registry ? `${registry}/${name}` : name;
}

/** Throws a BuildFailure with the line of the Dockerfile, `missing-tool` without an engine, `cancelled`. */
export function buildFolder(needs: Needs, folder: string, known?: EngineAccess): Promise<BuiltImage> {
  const { settings, longWork, home } = needs;
  const repository = repositoryOf(needs, folder);
  return longWork(`Building ${basename(folder)}`, async (progress, signal) => {
    progress.report({ message: 'Looking for a container engine' });
    const { search, ...access } = known ?? (await findLocalEngine(settings, process.env, signal));
    const engine = requireEngine(search);
    home.buildLog.begin(`Building ${repository} from ${folder} with ${engine.kind} ${engine.version}`);
    const deps = { ...access, engine, clock: systemClock, progress, onEvent: home.buildLog.event };
    return tellingFailure(home.buildLog, buildImage({ folder, repository }, deps, signal));
  });
}

/** Notes a build's failure in its log and at its line, and passes it on. */
export async function tellingFailure<T>(log: BuildLog, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = error instanceof Error && error.cause instanceof BuildFailure ? error.cause : error;
    if (failure instanceof BuildFailure) log.failed(failure);
    throw error;
  }
}
