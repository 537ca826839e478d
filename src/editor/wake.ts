// Background work, started after activation and never awaited by it.
import { DisposableStore } from '../base/disposable';
import { keepContextKeys } from './contextKeys';
import type { Services } from './services';
import { watchWorkers } from './workers/watch';

export function wake(services: Services): DisposableStore {
  const { workers, settings, targets, report } = services;
  const store = new DisposableStore();
  store.add(keepContextKeys(services));
  store.add(watchWorkers(workers, settings));
  const look = () => targets.refresh().catch(error => report(error, 'Looking for targets'));
  store.add(targets.accounts.onChange(() => void look()));
  store.add(
    settings.onChange(
      ['runpod.api.graphqlUrl', 'runpod.api.restUrl', 'runpod.api.jobsUrl'],
      () => void look(),
    ),
  );
  workers.soon();
  void look();
  return store;
}
