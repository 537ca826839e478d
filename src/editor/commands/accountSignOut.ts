// Forgets the key of an account.
import type { Target } from '../../flows/target';
import { optionsOf, subjectOf } from '../subject';
import type { Command } from './command';

export const accountSignOut: Command = async ({ targets, prompts }, given) => {
  const subject = subjectOf<{ readonly target: Target }>(given);
  const choices = targets.accounts.names().map(name => ({ label: name, icon: 'account', value: name }));
  const name =
    subject?.target.name ??
    optionsOf(given).target ??
    (await prompts.pick(choices, { title: 'Sign Out', skipSingle: true }));
  await prompts.confirm(`Sign out of ${name}?`, {
    detail: 'Its API key is removed from this machine. Endpoints and jobs on RunPod stay as they are.',
    button: 'Sign Out',
  });
  await targets.accounts.remove(name);
  await targets.refresh();
};
