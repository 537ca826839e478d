// Shows what a release changed, side by side.
import { optionsOf } from '../subject';
import { chooseRelease } from '../templates/chooseRelease';
import { releaseText } from '../templates/releaseText';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const releaseOpen: Command = async (services, given) => {
  const subject = await chooseEndpoint(services, given, 'Open Release');
  const release = await chooseRelease({
    prompts: services.prompts,
    subject,
    title: `Releases of ${subject.name}`,
    placeholder: 'Choose one to see what it changed',
    wanted: optionsOf(given).release,
    offer: 'all',
  });
  const name = `Release ${release.version ?? '?'} of ${subject.name}`;
  await services.diffs.show({ title: name, path: `${name}.yaml`, ...releaseText(release) });
};
