// Runs a deployment, or takes one up again, under a progress notification. Its id is kept in the workspace while it
// runs, so that a window that was reloaded knows that it was interrupted.
import { relative } from 'node:path';
import { systemClock } from '../../base/clock';
import type { Progress } from '../../base/ports';
import { journalFiles } from '../../flows/adapters/journalFiles';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import { type DeployResult, deploy, resumeDeploy } from '../../flows/deploy';
import type { CheckError, DeployDeps } from '../../flows/deployContext';
import type { DeployRecord, DeploySettings } from '../../flows/deployRecord';
import type { Target } from '../../flows/target';
import { findLocalEngine } from '../build/engine';
import type { Services } from '../services';
import { runningKey } from './runningKey';

export type Work =
  | { readonly kind: 'new'; readonly settings: DeploySettings }
  | { readonly kind: 'resume'; readonly record: DeployRecord };

export async function runDeploy(services: Services, target: Target, work: Work): Promise<DeployResult> {
  const settings = work.kind === 'new' ? work.settings : work.record.settings;
  const { memory } = services.home;
  try {
    return await services.longWork(`Deploying ${settings.name}`, async (progress, signal) => {
      const deps = await depsOf(services, { target, settings, progress, signal });
      return work.kind === 'new'
        ? deploy(settings, {}, deps, signal)
        : resumeDeploy(work.record, {}, deps, signal);
    });
  } finally {
    // The window is still here: whatever came of it was told.
    await memory.update(runningKey, undefined);
    services.endpoints.touch();
  }
}

interface Around {
  readonly target: Target;
  readonly settings: DeploySettings;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function depsOf(
  services: Services,
  { target, settings, progress, signal }: Around,
): Promise<DeployDeps> {
  const { home, log } = services;
  const stateFolder = await home.stateFolder();
  const journal = journalFiles(stateFolder);
  const needsEngine = settings.runtime === 'container' && !settings.image;
  const access = await findLocalEngine(services.settings, process.env, signal);
  const { search, run, findAuth } = access;
  home.buildLog.begin(`Deploying ${settings.name} from ${settings.folder}`);
  let step = '';
  return {
    target,
    ...(needsEngine && search.found && { engine: search.engine }),
    ...(!search.found && { probes: search.probes }),
    run,
    findAuth,
    clock: systemClock,
    // Fractions are of a step, not of the whole.
    progress: {
      report: ({ message }) => progress.report({ message: step ? `${step}: ${message}` : message }),
    },
    journal: {
      ...journal,
      async save(record) {
        await home.memory.update(runningKey, record.id);
        await journal.save(record);
      },
    },
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
