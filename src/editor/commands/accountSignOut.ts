// Forgets the key of an account.
import { chooseAccount } from './chooseAccount';
import type { Command } from './command';

export const accountSignOut: Command = async (services, given) => {
  const { targets, prompts } = services;
  const name = await chooseAccount(services, given, 'Sign Out');
  await prompts.confirm(`Sign out of ${name}?`, {
    detail: 'Its API key is removed from this machine. Endpoints and jobs on RunPod stay as they are.',
    button: 'Sign Out',
  });
  await targets.accounts.remove(name);
  if (targets.chosen === name) await targets.choose(undefined);
  await targets.refresh();
};
