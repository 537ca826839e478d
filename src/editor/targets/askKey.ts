// Gets an API key from the person, or from where this machine has one, and finds out what it may do before anybody
// relies on it. The key goes from here to SecretStorage and nowhere else.
import { AppError, isAppError } from '../../base/errors';
import { type KeyScope, keyTail, probeKey, scopeWords } from '../../flows/keyScope';
import type { Services } from '../services';
import { findKeys } from './keyOffers';

const keysPage = '/user/settings';

export interface TriedKey {
  readonly key: string;
  readonly scope: KeyScope;
}

/** Throws `unauthorized` for a dead key, `cancelled` when the person does not want one that can do little. */
export async function askKey(services: Services, title: string): Promise<TriedKey> {
  const key = await chooseKey(services, title);
  if (/[^\x21-\x7e]/.test(key)) {
    throw new AppError('usage', 'This holds characters that no API key has.', {
      remedy: 'Copy the key again, without quotes or line breaks.',
    });
  }
  const scope = await services.longWork('Trying the API key', async (_progress, signal) => {
    try {
      return await probeKey(await services.targets.probe(key), signal);
    } catch (error) {
      throw isAppError(error, 'unauthorized') ? deadKey(key) : error;
    }
  });
  if (scope.kind === 'endpoints') {
    await services.prompts.confirm('Use this limited key?', {
      detail: `${scopeWords(scope)} A key with access to Serverless shows and does everything.`,
      button: 'Use It Anyway',
    });
  }
  return { key, scope };
}

function deadKey(key: string): AppError {
  return new AppError('unauthorized', `RunPod does not know the key that ends in ${keyTail(key)}.`, {
    remedy: 'It may have been deleted or disabled. Make a new one in the console, under Settings, API Keys.',
    status: 401,
  });
}

async function chooseKey(services: Services, title: string): Promise<string> {
  const offers = await findKeys(process.env);
  if (offers.length === 0) return pasteKey(services, title);
  const choices = offers.map(({ key, from }) => ({
    label: `Use the key of ${from}`,
    description: `ends in ${key.slice(-4)}`,
    icon: 'key',
    value: key,
  }));
  const paste = { label: 'Paste an API key…', icon: 'edit', value: '' };
  const placeholder = 'The key is copied to the secret storage of VS Code; where it is now stays as it is';
  return (
    (await services.prompts.pick([...choices, paste], { title, placeholder })) || pasteKey(services, title)
  );
}

async function pasteKey({ prompts, settings }: Services, title: string): Promise<string> {
  const page = settings.get('runpod.consoleUrl').replace(/\/+$/, '') + keysPage;
  const text = await prompts.text({
    title,
    prompt: `API key with read and write access to Serverless. Make one at ${page}.`,
    placeholder: 'rpa_…',
    secret: true,
    problem: value => (value.trim().length < 12 ? 'Paste the whole key.' : undefined),
  });
  return text.trim();
}
