// Gives every endpoint the workers it had before all spending was stopped.
import { systemClock } from '../../base/clock';
import { AppError } from '../../base/errors';
import { count } from '../../base/words';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import { restoreSpending, stoppedSpending } from '../../flows/spending';
import type { Target } from '../../flows/target';
import { optionsOf, subjectOf } from '../subject';
import { targetTitle } from './choose';
import type { Command } from './command';

export const spendingRestore: Command = async (services, given) => {
  const { targets, prompts, longWork, endpoints } = services;
  const target =
    subjectOf<{ readonly target: Target }>(given)?.target ?? (await targets.resolve(optionsOf(given).target));
  const title = targetTitle(target);
  const snapshots = snapshotFiles(await services.home.stateFolder());
  const stop = await stoppedSpending(target.cloud, snapshots);
  if (stop && !optionsOf(given).confirmed) {
    const { before, keptAt } = stop.content;
    const always = before.reduce((sum, { min }) => sum + min, 0);
    const costs = always > 0 ? `${count(always, 'worker')} will run and cost at once. ` : '';
    await prompts.confirm(`Restore ${count(before.length, 'endpoint')} of ${title}?`, {
      detail: `${costs}Each gets the workers it had on ${keptAt.slice(0, 16).replace('T', ' ')} UTC; one that was scaled since is left as it is.`,
      button: 'Restore',
    });
  }
  const outcomes = await longWork(`Restoring ${title}`, (_progress, signal) =>
    restoreSpending(target.cloud, { snapshots, clock: systemClock }, signal),
  );
  for (const { id } of outcomes) endpoints.touch({ target, endpointId: id });
  const failed = outcomes.filter(({ problem }) => problem !== undefined);
  if (failed.length > 0) {
    throw new AppError('remote', `${failed.map(({ name }) => name).join(', ')} could not be restored.`, {
      remedy: `${failed[0]?.problem ?? ''} The others are back; run it again.`,
    });
  }
  const left = outcomes.filter(one => one.left !== undefined);
  const aside =
    left.length > 0 ? ` Left alone: ${left.map(one => `${one.name} (${one.left})`).join(', ')}.` : '';
  void prompts.tell(`Restored ${count(outcomes.length - left.length, 'endpoint')} of ${title}.${aside}`);
  return outcomes;
};
