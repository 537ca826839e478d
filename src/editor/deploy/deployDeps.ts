// What a deployment gets from the editor: the engine of the settings, the journal on disk, progress, the problems view.
import { relative } from 'node:path';
import { systemClock } from '../../base/clock';
import type { Progress } from '../../base/ports';
import { journalFiles } from '../../flows/adapters/journalFiles';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import type { CheckError, DeployDeps } from '../../flows/deployContext';
import type { DeploySettings } from '../../flows/deployRecord';
import type { Target } from '../../flows/target';
import { findLocalEngine } from '../build/engine';
import type { Services } from '../services';

export interface DeployAround {
  readonly target: Target;
  readonly settings: DeploySettings;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export async function deployDeps(
  services: Services,
  { target, settings, progress, signal }: DeployAround,
): Promise<DeployDeps> {
  const { home, log } = services;
  const stateFolder = await home.stateFolder();
  const needsEngine = settings.runtime === 'container' && !settings.image;
  const access = await findLocalEngine(services.settings, process.env, signal);
  const { search, run, findAuth } = access;
  let step = '';
  return {
    target,
    ...(needsEngine && search.found && { engine: search.engine }),
    ...(!search.found && { probes: search.probes }),
    run,
    findAuth,
    clock: systemClock,
    pullBytesPerSecond: services.settings.get('runpod.deploy.pullMegabytesPerSecond', settings.folder) * 1e6,
    // Fractions are of a step, not of the whole.
    progress: {
      report: ({ message }) => progress.report({ message: step ? `${step}: ${message}` : message }),
    },
    journal: journalFiles(stateFolder),
    snapshots: snapshotFiles(stateFolder),
    check: folder => errorsOf(services, folder),
    onBuildEvent: home.buildLog.event,
    onStep({ name, state }) {
      step = name;
      log.info(`Deploying ${settings.name}: ${name} ${state}.`);
      if (state === 'running') progress.report({ message: name });
    },
  };
}

/** The errors that the problems view shows for the folder. */
async function errorsOf({ workers }: Services, folder: string): Promise<CheckError[]> {
  await workers.refresh();
  return (workers.all ?? [])
    .filter(({ worker }) => worker.folder === folder)
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(one => one.severity === 'error')
    .map(({ code, message, path, range }) => ({
      code,
      message,
      place: `${relative(folder, path)}:${range.start.line + 1}`,
    }));
}
