// Takes variables from a `.env` file, and writes one. A file with secret values in clear is written only when somebody
// says so, and for its owner only.
import { writeFile } from 'node:fs/promises';
import { AppError } from '../../base/errors';
import { nodeFiles } from '../../base/nodeFiles';
import { isSecretName } from '../../base/redact';
import { count } from '../../base/words';
import { parseEnvText, renderEnvText } from '../../flows/envFile';
import type { EnvChange } from './askVariable';
import type { EnvEditing } from './editEnv';

/** Sets what the file names; variables that it does not name stay. */
export async function importEnv({ prompts, title }: EnvEditing, change: EnvChange): Promise<EnvChange> {
  const path = await prompts.file({ title, kinds: { 'Environment files': ['env'], 'All files': ['*'] } });
  const text = await nodeFiles.read(path);
  if (text === undefined) throw new AppError('not-found', `${path} cannot be read as text.`);
  const found = parseEnvText(text);
  const names = Object.keys(found);
  return { set: { ...change.set, ...found }, remove: change.remove.filter(name => !names.includes(name)) };
}

export async function exportEnv(
  { prompts, title, template }: EnvEditing,
  pairs: readonly { readonly key: string; readonly value: string }[],
): Promise<void> {
  const secrets = pairs.filter(({ key }) => isSecretName(key));
  const choices = [
    { label: 'With the values of secrets masked', icon: 'key', value: 'masked' as const },
    {
      label: 'With every value',
      description: `${count(secrets.length, 'secret')} in clear`,
      icon: 'warning',
      value: 'clear' as const,
    },
  ];
  const how =
    secrets.length === 0
      ? ('clear' as const)
      : await prompts.pick(choices, { title, placeholder: 'Export as a .env file' });
  const path = await prompts.saveAs({ title, name: `${template.name.replace(/[^\w.-]/g, '_')}.env` });
  await writeFile(path, renderEnvText([...pairs], how), { mode: 0o600 });
  void prompts.tell(`Wrote ${count(pairs.length, 'variable')} to ${path}.`);
}
