// Builds the image of a worker folder, with the builder's output in a channel of its own.
import { duration, formatBytes } from '../../base/words';
import type { BuiltImage } from '../../flows/buildImage';
import { buildFolder } from '../build/buildFolder';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';
import { imageReport } from './imageReport';

export const imageBuild: Command = async (services, given) => {
  requireTrust();
  const folder = await chooseFolder(services, given, 'Build Image');
  const built = await buildFolder(services, folder);
  services.prompts
    .tell(builtWords(built), 'What Is in It', 'Show Output')
    .then(pressed => {
      if (pressed === 'Show Output') services.home.buildLog.show();
      return pressed === 'What Is in It' && imageReport(services, { path: folder, image: built.reference });
    })
    .catch(error => services.report(error, 'After the build'));
  return built;
};

function builtWords({ reference, sizeBytes, seconds, steps, base }: BuiltImage): string {
  const cached = steps.filter(step => step.cached).length;
  const kept = base && !base.built ? '; the base is up to date' : '';
  return `Built ${reference}, ${formatBytes(sizeBytes)}, in ${duration(seconds * 1000)} (${cached} of ${steps.length} steps cached${kept}).`;
}
