// Changing `runpod.loadingStrategy` opens the diff of every handler that differs. One diff after another; rejecting one
// leaves that handler, and the setting, as they are.
import type { Disposable } from '../../base/disposable';
import type { SwitchTarget } from '../../loading/report';
import type { Services } from '../services';

type Run = (given: { readonly path: string; readonly to: SwitchTarget }) => Promise<unknown>;

/** `run` is the command that switches, errors handled. */
export function followStrategySetting(
  { settings, workers }: Pick<Services, 'settings' | 'workers'>,
  run: Run,
): Disposable {
  const before = new Map<string, string>();
  const settingOf = (path: string) => settings.get('runpod.loadingStrategy', path);
  const remember = () => {
    for (const { path } of reports()) before.set(path, settingOf(path));
  };
  const reports = () => (workers.all ?? []).flatMap(({ loading }) => loading);
  const known = workers.onChange(() => {
    for (const { path } of reports()) if (!before.has(path)) before.set(path, settingOf(path));
  });
  const watch = settings.onChange(['runpod.loadingStrategy'], () => {
    const changed = reports().filter(({ path }) => before.get(path) !== settingOf(path));
    remember();
    void inTurn(
      changed.flatMap(({ path, strategy }) => {
        const to = settingOf(path);
        return to === 'keep' || to === strategy ? [] : [() => run({ path, to })];
      }),
    );
  });
  return {
    dispose() {
      known.dispose();
      watch.dispose();
    },
  };
}

async function inTurn(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const work of works) await work();
}
