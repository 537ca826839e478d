// Which account a command means: the tree item's, the one named, or the one picked from a list.
import { AppError } from '../../base/errors';
import type { Target } from '../../flows/target';
import type { Services } from '../services';
import { optionsOf, subjectOf } from '../subject';

/** Throws `cancelled` on Escape, `not-found` when nobody is signed in or nobody has that name. */
export async function chooseAccount(
  { targets, prompts }: Pick<Services, 'targets' | 'prompts'>,
  given: unknown,
  title: string,
): Promise<string> {
  const names = targets.accounts.names();
  const wanted = subjectOf<{ readonly target: Target }>(given)?.target.name ?? optionsOf(given).target;
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    throw new AppError('not-found', `No account named ${wanted} is signed in.`);
  }
  if (names.length === 0) {
    throw new AppError('not-found', 'No RunPod account is signed in.', {
      remedy: 'Run "RunPod: Sign In…" first.',
    });
  }
  const choices = names.map(name => ({ label: name, icon: 'account', value: name }));
  return prompts.pick(choices, { title, placeholder: 'Account', skipSingle: true });
}
