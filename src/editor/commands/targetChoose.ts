// Chooses what commands talk to when nobody says which: Local RunPod or an account.
import { localTargetName, type Target } from '../../flows/target';
import { optionsOf, subjectOf } from '../subject';
import type { Command } from './command';

export const targetChoose: Command = async ({ targets, prompts, endpoints }, given) => {
  await targets.refresh();
  const named = subjectOf<{ readonly target: Target }>(given)?.target.name ?? optionsOf(given).target;
  const inUse = targets.inUse?.name;
  const words = (name: string, other = '') => (name === inUse ? 'in use' : other);
  const local = {
    label: 'Local RunPod',
    description: words(localTargetName, targets.local ? 'running' : 'not running'),
    icon: 'device-desktop',
    value: localTargetName,
  };
  const accounts = targets.accounts
    .names()
    .map(name => ({ label: name, description: words(name), icon: 'cloud', value: name }));
  const name =
    named ??
    (await prompts.pick([local, ...accounts], {
      title: 'Choose Target',
      placeholder: 'Where deployments and jobs go',
    }));
  await targets.choose(name);
  endpoints.touch();
};
