// Gives an account another key, such as after RunPod refused the old one. The old key stays until the new one works.
import { AppError } from '../../base/errors';
import { scopeWords } from '../../flows/keyScope';
import { askKey } from '../targets/askKey';
import { chooseAccount } from './chooseAccount';
import type { Command } from './command';

export const accountReplaceKey: Command = async (services, given) => {
  const { targets, prompts, endpoints } = services;
  const name = await chooseAccount(services, given, 'Replace API Key');
  const { key, scope } = await askKey(services, `Replace the API key of ${name}`);
  const ownerId = scope.owner?.id;
  const before = targets.accounts.factsOf(name)?.ownerId;
  if (before && ownerId && before !== ownerId) {
    throw new AppError('refused', `This key belongs to another account than ${name}; its key was kept.`, {
      remedy: 'Run "RunPod: Sign In…" to add that account beside it.',
    });
  }
  await targets.accounts.put({ name, key }, { ownerId: ownerId ?? before, scope: scope.kind });
  await targets.refresh();
  endpoints.touch();
  void prompts.tell(`${name} uses the new key. ${scopeWords(scope)}`);
};
