// Builds a worker and deploys it: image, push, template, endpoint, rollout, ping.
import { basename } from 'node:path';
import { askSettings, askTarget } from '../deploy/askDeploy';
import { runDeploy } from '../deploy/runDeploy';
import { tellDeployed } from '../deploy/tellDeployed';
import { optionsOf } from '../subject';
import { targetTitle } from './choose';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';

export const workerDeploy: Command = async (services, given) => {
  requireTrust();
  const folder = await chooseFolder(services, given, 'Build and Deploy');
  const target = await askTarget(services, given);
  const settings = await askSettings(services, target, { folder, given });
  if (target.kind === 'account' && !optionsOf(given).confirmed) {
    await services.prompts.confirm(`Deploy ${basename(folder)} to ${targetTitle(target)}?`, {
      detail: `Endpoint ${settings.name} gets image ${settings.repository}. Workers that run cost money.`,
      button: 'Deploy',
    });
  }
  const result = await runDeploy(services, target, { kind: 'new', settings });
  tellDeployed(services, target, { name: settings.name, result });
  return result;
};
