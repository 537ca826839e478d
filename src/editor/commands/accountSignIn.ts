// Signs in with an API key: offered from the environment or RunPod's own config file, or pasted; tried before it is
// kept. A second key of the same owner takes the place of the first.
import { scopeWords } from '../../flows/keyScope';
import { askKey } from '../targets/askKey';
import type { Command } from './command';

export const accountSignIn: Command = async services => {
  const { targets, prompts } = services;
  const { key, scope } = await askKey(services, 'Sign In to RunPod');
  const ownerId = scope.owner?.id;
  const known = targets.accounts.ownedBy(ownerId);
  const name =
    known ??
    freeName(scope.owner?.email ?? ownerId ?? 'RunPod', targets.accounts.nameProblem.bind(targets.accounts));
  await targets.accounts.put({ name, key }, { ownerId, scope: scope.kind });
  await targets.refresh();
  services.endpoints.touch();
  const words = known ? `Replaced the key of ${name}.` : `Signed in to RunPod as ${name}.`;
  const aside = scope.kind === 'full' ? '' : ` ${scopeWords(scope)}`;
  void prompts.tell(words + aside);
  return name;
};

/** `wanted`, or `wanted 2` and so on. */
function freeName(wanted: string, problemOf: (name: string) => string | undefined): string {
  for (let many = 1; ; many++) {
    const name = many === 1 ? wanted.slice(0, 70) : `${wanted.slice(0, 70)} ${many}`;
    if (!problemOf(name)) return name;
  }
}
