// Signs in with an API key: offered from the environment or RunPod's own config file, or pasted; tried before it is kept.
import { AppError } from '../../base/errors';
import type { Services } from '../services';
import { findKeys } from '../targets/keyOffers';
import type { Command } from './command';

const keysPage = '/user/settings';

export const accountSignIn: Command = async services => {
  const key = await askKey(services);
  const name = await services.longWork('Trying the API key', async (_progress, signal) => {
    const { id, email } = await (await services.targets.probe(key)).account.myself(signal);
    return email ?? id;
  });
  await services.targets.accounts.add({ name, key });
  await services.targets.refresh();
  void services.prompts.tell(`Signed in to RunPod as ${name}.`);
  return name;
};

async function askKey(services: Services): Promise<string> {
  const offers = await findKeys(process.env);
  const choices = offers.map(({ key, from }) => ({
    label: `Use the key of ${from}`,
    description: `ends in ${key.slice(-4)}`,
    icon: 'key',
    value: key,
  }));
  const paste = { label: 'Paste an API key…', icon: 'edit', value: '' };
  const picked =
    choices.length === 0
      ? ''
      : await services.prompts.pick([...choices, paste], {
          title: 'Sign In to RunPod',
          placeholder: 'The key is copied to the secret storage of VS Code',
        });
  const key = picked || (await pasteKey(services));
  if (/[^\x21-\x7e]/.test(key)) {
    throw new AppError('usage', 'This holds characters that no API key has.', {
      remedy: 'Copy the key again, without quotes or line breaks.',
    });
  }
  return key;
}

async function pasteKey({ prompts, settings }: Services): Promise<string> {
  const page = settings.get('runpod.consoleUrl').replace(/\/+$/, '') + keysPage;
  const text = await prompts.text({
    title: 'Sign In to RunPod',
    prompt: `API key with read and write access to Serverless. Make one at ${page}.`,
    placeholder: 'rpa_…',
    secret: true,
    problem: value => (value.trim().length < 8 ? 'Paste the whole key.' : undefined),
  });
  return text.trim();
}
