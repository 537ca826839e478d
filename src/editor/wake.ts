// Background work, started after activation and never awaited by it.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { CommandId } from '../manifest/commands';
import { keepContextKeys } from './contextKeys';
import { restoreJobs } from './jobs/restoreJobs';
import { keepCapturing } from './logs/keepCapturing';
import type { Services } from './services';
import { followStrategySetting } from './strategy/followSetting';
import { accountEndpoints } from './targets/accountEndpoints';
import { rememberNames } from './targets/endpointNames';
import { keepNotices } from './targets/notices';
import { watchWorkers } from './workers/watch';

const switchStrategy: CommandId = 'runpod.strategy.switch';

export function wake(services: Services): DisposableStore {
  const { workers, settings, targets, endpoints, home, report } = services;
  const store = new DisposableStore();
  store.add(keepContextKeys(services));
  store.add(keepNotices(services));
  store.add(keepCapturing(services));
  store.add(watchWorkers(workers, settings));
  store.add(
    followStrategySetting(
      services,
      given => vscode.commands.executeCommand(switchStrategy, given) as Promise<unknown>,
    ),
  );
  const look = () => targets.refresh().catch(error => report(error, 'Looking for targets'));
  store.add(targets.accounts.onChange(() => void look()));
  store.add(
    settings.onChange(
      ['runpod.api.graphqlUrl', 'runpod.api.restUrl', 'runpod.api.jobsUrl'],
      () => void look(),
    ),
  );
  store.add(targets.onChange(() => endpoints.touch()));
  store.add(followEndpoints(services));
  store.add(restoreJobs(services));
  // Local RunPod may have been started or stopped elsewhere meanwhile.
  store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void look()));
  workers.soon();
  home.pulled
    .refresh()
    .then(() => workers.soon())
    .catch(error => report(error, 'Reading what was deployed'));
  tellInterruptedLater(services);
  void look();
  return store;
}

/** Problems name endpoints that are gone: another list is another check. */
function followEndpoints({ endpoints, workers, home, report }: Services): Disposable {
  const idsOf = (known: ReturnType<typeof accountEndpoints>) => [...(known?.keys() ?? [])].join();
  let before = idsOf(accountEndpoints(endpoints.model));
  return endpoints.onChange(() => {
    const known = accountEndpoints(endpoints.model);
    const now = idsOf(known);
    if (now === before) return;
    before = now;
    workers.soon();
    if (known) rememberNames(home.memory, known).catch(error => report(error, 'Remembering endpoints'));
  });
}

function tellInterruptedLater(services: Services): void {
  import('./deploy/interrupted')
    .then(({ tellInterrupted }) => tellInterrupted(services))
    .catch(error => services.report(error, 'Deployment'));
}
