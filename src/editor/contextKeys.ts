// Tells VS Code what `when` clauses ask, only when it changed.
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import type { ContextKey } from '../manifest/when';
import type { Services } from './services';

export function keepContextKeys({ targets, workers, jobs }: Services): DisposableStore {
  const store = new DisposableStore();
  const values = new Map<ContextKey, boolean>();
  const set = (key: ContextKey, value: boolean) => {
    if (values.get(key) === value) return;
    values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const setTargets = () => {
    set('runpod.localRunning', targets.local !== undefined);
    set('runpod.signedIn', targets.accounts.names().length > 0);
    set('runpod.targetsKnown', targets.isKnown);
  };
  store.add(targets.onChange(setTargets));
  store.add(targets.accounts.onChange(setTargets));
  store.add(
    workers.onChange(() => {
      set('runpod.workersKnown', true);
      set('runpod.hasWorker', (workers.all?.length ?? 0) > 0);
    }),
  );
  store.add(jobs.onChange(() => set('runpod.hasJobs', true)));
  return store;
}
