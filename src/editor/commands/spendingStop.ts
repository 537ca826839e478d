// The brake: every endpoint of an account to no workers, in one confirmed action. What each had is kept for the way back.
import { systemClock } from '../../base/clock';
import { AppError } from '../../base/errors';
import { count } from '../../base/words';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import { stopAllSpending } from '../../flows/spending';
import type { Target } from '../../flows/target';
import { optionsOf, subjectOf } from '../subject';
import { targetTitle } from './choose';
import type { Command } from './command';
import { spendingRestore } from './spendingRestore';

export const spendingStop: Command = async (services, given) => {
  const { targets, prompts, longWork, endpoints } = services;
  const target =
    subjectOf<{ readonly target: Target }>(given)?.target ?? (await targets.resolve(optionsOf(given).target));
  const title = targetTitle(target);
  const running = (await target.cloud.endpoints.list()).filter(({ workers }) => workers.max > 0);
  if (running.length === 0) {
    void prompts.tell(`No endpoint of ${title} may run workers: nothing is spent.`);
    return undefined;
  }
  if (!optionsOf(given).confirmed) {
    const most = running.reduce((sum, { workers }) => sum + workers.max, 0);
    const always = running.reduce((sum, { workers }) => sum + workers.min, 0);
    await prompts.confirm(`Stop all spending of ${title}?`, {
      detail: [
        `${count(running.length, 'endpoint')} with up to ${count(most, 'worker')} (${always} always on) go to 0.`,
        'Jobs that run are lost, jobs that wait go on waiting. What each endpoint had is kept: "Restore Spending" gives it back.',
      ].join(' '),
      button: 'Stop All Spending',
    });
  }
  const deps = { snapshots: snapshotFiles(await services.home.stateFolder()), clock: systemClock };
  const { outcomes, before } = await longWork(`Stopping all spending of ${title}`, (_progress, signal) =>
    stopAllSpending(target.cloud, deps, signal),
  );
  for (const { id } of before) endpoints.touch({ target, endpointId: id });
  const failed = outcomes.filter(({ problem }) => problem !== undefined);
  if (failed.length > 0) {
    throw new AppError('remote', `${failed.map(({ name }) => name).join(', ')} could not be stopped.`, {
      remedy: `${failed[0]?.problem ?? ''} The other ${outcomes.length - failed.length} are stopped; run it again.`,
    });
  }
  // Not awaited: the command is done, whatever is pressed later.
  void prompts
    .tell(`Stopped ${count(outcomes.length, 'endpoint')} of ${title}.`, 'Restore')
    .then(pressed => pressed && spendingRestore(services, { target: target.name, confirmed: true }))
    .catch(error => services.report(error, 'Restore Spending'));
  return outcomes;
};
