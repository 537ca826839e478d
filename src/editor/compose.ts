// Builds every service once, in floor order. The only place that says `new` for one. No I/O.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from '../base/clock';
import { DisposableStore } from '../base/disposable';
import { RefreshScheduler } from '../state/refreshScheduler';
import { createDiffs } from './adapters/diffs';
import { workspaceFiles } from './adapters/files';
import { openLogChannel } from './adapters/logChannel';
import { longWork } from './adapters/progress';
import { prompts } from './adapters/prompts';
import { openSecrets } from './adapters/secrets';
import { settings } from './adapters/settings';
import { createBuildLog } from './build/buildLog';
import { Pulled } from './deploy/pulled';
import { createImportFindings } from './diagnostics/importFindings';
import { openTextDocuments } from './documents/textDocuments';
import { comeBack } from './jobs/comeBack';
import { Jobs } from './jobs/jobs';
import { keepJobs } from './jobs/keepJobs';
import { saveInput } from './jobs/saveInput';
import { localStartTimes } from './jobs/startTimes';
import type { LogPanelsOptions } from './panels/logPanels';
import { createPanels } from './panels/panels';
import { createReport } from './report';
import type { Home, Services } from './services';
import { accountEndpoints, accountSuccessors } from './targets/accountEndpoints';
import { Accounts } from './targets/accounts';
import { withAddresses } from './targets/connect';
import { rememberedName } from './targets/endpointNames';
import { Local } from './targets/local';
import { Targets } from './targets/targets';
import { Endpoints, type EndpointsOptions } from './views/endpoints';
import { folderSettings } from './workers/folderSettings';
import { workspaceRoots } from './workers/watch';
import { Workers } from './workers/workers';

export interface House {
  readonly services: Services;
  /** Ends with the extension; everything that must be let go of is in it. */
  readonly lifetime: DisposableStore;
}

export function compose(context: vscode.ExtensionContext): House {
  const lifetime = new DisposableStore();
  const home = homeOf(context, {
    buildLog: lifetime.add(createBuildLog()),
    importFindings: lifetime.add(createImportFindings()),
  });
  const clock = systemClock;
  const userAgent = `runpod-worker-dev/${context.extension.packageJSON.version} vscode`;
  const accounts = lifetime.add(new Accounts(context, openSecrets(context.secrets)));
  const log = lifetime.add(openLogChannel(() => accounts.keys()));
  const runner = lifetime.add(
    new Local({
      stateFolder: home.stateFolder,
      emulatorScript: join(home.extensionPath, 'dist', 'emulator.js'),
      env: process.env,
      clock,
      settings,
      isTrusted: () => vscode.workspace.isTrusted,
      log,
      userAgent,
    }),
  );
  const targets = lifetime.add(
    new Targets({
      accounts,
      runner,
      log,
      workspaceState: context.workspaceState,
      userAgent,
      env: () => withAddresses(process.env, settings),
    }),
  );
  const workers = lifetime.add(
    new Workers({
      files: workspaceFiles,
      clock,
      log,
      python: home.python,
      roots: workspaceRoots,
      settingsOf: folderSettings(settings),
      endpoints: () => accountEndpoints(endpoints.model),
      successorsOf: id => accountSuccessors(endpoints.model, id, rememberedName(home.memory, id)),
      pulledOf: home.pulled.of,
    }),
  );
  const documents = lifetime.add(openTextDocuments());
  const jobs = lifetime.add(
    new Jobs(clock, {
      keep: keepJobs({ stateFolder: home.stateFolder, log, secrets: () => accounts.keys() }),
      startTimes: localStartTimes({ runner, clock, log, userAgent }),
    }),
  );
  const endpoints = lifetime.add(
    new Endpoints({
      targets,
      clock,
      deployed: deployedFrom(home),
      scheduler: lifetime.add(new RefreshScheduler(clock)),
    }),
  );
  const report = createReport(log);
  const panels = lifetime.add(
    createPanels({
      jobs,
      workers,
      documents,
      clock,
      extensionUri: home.extensionUri,
      stateFolder: home.stateFolder,
      secrets: () => [...accounts.keys()],
      report,
      jobTimeoutMs: () => settings.get('runpod.job.timeoutSeconds') * 1000,
      saveInput: saveInput({ workers, prompts, report }),
      comeBack: comeBack({ targets, jobs }),
      subjectOf: savedSubject(targets),
    }),
  );
  const diffs = createDiffs(documents);
  const services = {
    log,
    report,
    settings,
    prompts,
    longWork,
    diffs,
    targets,
    workers,
    jobs,
    endpoints,
    panels,
    home,
  };
  return { services, lifetime };
}

/** What this machine deployed to a target before. */
function deployedFrom(home: Home): EndpointsOptions['deployed'] {
  return async target => {
    const { journalFiles } = await import('../flows/adapters/journalFiles');
    const records = await journalFiles(await home.stateFolder()).list();
    return records.flatMap(({ target: to, facts, settings: { name } }) =>
      to === target && facts.endpointId ? [{ id: facts.endpointId, name }] : [],
    );
  };
}

/** The target is looked for by its name, since the one that was shown is another window's. */
function savedSubject(targets: Targets): LogPanelsOptions['subjectOf'] {
  return async ({ target, endpointId, name }) => {
    const found = await targets.resolve(target).catch(() => undefined);
    return found && { target: found, endpointId, name };
  };
}

type Shown = Pick<Home, 'buildLog' | 'importFindings'>;

function homeOf(context: vscode.ExtensionContext, shown: Shown): Home {
  const { extension, extensionUri, extensionPath } = context;
  const file = (name: string) => join(extensionPath, 'dist', name);
  let python: ReturnType<Home['python']> | undefined;
  const loadPython = async () => {
    const { createPython } = await import('../python/parser');
    return createPython({
      runtimeWasm: file('web-tree-sitter.wasm'),
      grammarWasm: file('tree-sitter-python.wasm'),
    });
  };
  const stateFolder = async () => (await import('../flows/localRunPod')).localStateFolder(process.env);
  return {
    extensionId: extension.id,
    extensionUri,
    extensionPath,
    stateFolder,
    python: () => (python ??= loadPython()),
    memory: context.workspaceState,
    pulled: new Pulled(stateFolder, settings),
    ...shown,
  };
}
