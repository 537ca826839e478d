// Gives an account another name here; RunPod is not told.
import { optionsOf } from '../subject';
import { chooseAccount } from './chooseAccount';
import type { Command } from './command';

export const accountRename: Command = async (services, given) => {
  const { targets, prompts } = services;
  const from = await chooseAccount(services, given, 'Rename Account');
  const named = optionsOf(given).name;
  const to =
    typeof named === 'string'
      ? named
      : await prompts.text({
          title: `Rename ${from}`,
          prompt: 'Only the name shown here changes.',
          value: from,
          problem: text => (text.trim() === from ? undefined : targets.accounts.nameProblem(text)),
        });
  if (to.trim() === from) return;
  const isChosen = targets.chosen === from;
  await targets.accounts.rename(from, to.trim());
  if (isChosen) await targets.choose(to.trim());
  await targets.refresh();
};
