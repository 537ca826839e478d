// Builds the image of a worker folder, with the builder's output in a channel of its own.
import { basename } from 'node:path';
import { systemClock } from '../../base/clock';
import { duration } from '../../base/words';
import { buildImage } from '../../flows/buildImage';
import { workerName } from '../../flows/createWorker';
import { formatBytes } from '../../image/bytes';
import { findLocalEngine, requireEngine } from '../build/engine';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';

export const imageBuild: Command = async (services, given) => {
  requireTrust();
  const { settings, longWork, home, prompts } = services;
  const folder = await chooseFolder(services, given, 'Build Image');
  const name = workerName(basename(folder));
  const registry = settings.get('runpod.deploy.registry', folder).replace(/\/+$/, '');
  const repository = registry ? `${registry}/${name}` : name;
  const built = await longWork(`Building ${name}`, async (progress, signal) => {
    progress.report({ message: 'Looking for a container engine' });
    const { search, ...access } = await findLocalEngine(settings, process.env, signal);
    const engine = requireEngine(search);
    home.buildLog.begin(`Building ${repository} from ${folder} with ${engine.kind} ${engine.version}`);
    const deps = { ...access, engine, clock: systemClock, progress, onEvent: home.buildLog.event };
    return buildImage({ folder, repository }, deps, signal);
  });
  const cached = built.steps.filter(step => step.cached).length;
  const words = `Built ${built.reference}, ${formatBytes(built.sizeBytes)}, in ${duration(built.seconds * 1000)} (${cached} of ${built.steps.length} steps cached).`;
  prompts.tell(words, 'Show Output').then(pressed => pressed && home.buildLog.show());
  return built;
};
