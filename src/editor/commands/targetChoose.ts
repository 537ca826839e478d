// Chooses what commands talk to when nobody says which.
import { localTargetName } from '../../flows/target';
import { optionsOf } from '../subject';
import type { Command } from './command';

export const targetChoose: Command = async ({ targets, prompts }, given) => {
  await targets.refresh();
  const named = optionsOf(given).target;
  const local = {
    label: 'Local RunPod',
    description: targets.local ? 'running' : 'not running',
    icon: 'device-desktop',
    value: localTargetName,
  };
  const accounts = targets.accounts.names().map(name => ({ label: name, icon: 'cloud', value: name }));
  const name =
    named ??
    (await prompts.pick([local, ...accounts], {
      title: 'Choose Target',
      placeholder: 'Where deployments and jobs go',
    }));
  await targets.choose(name);
};
