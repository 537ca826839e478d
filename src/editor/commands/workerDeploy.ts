// Builds a worker and deploys it: image, push, template, endpoint, rollout, ping.
import { askSettings, askTarget } from '../deploy/askDeploy';
import { deployAndTell } from '../deploy/deployAndTell';
import { showPlan } from '../deploy/showPlan';
import { optionsOf } from '../subject';
import { chooseFolder, requireTrust } from './chooseFolder';
import type { Command } from './command';

export const workerDeploy: Command = async (services, given) => {
  requireTrust();
  const folder = await chooseFolder(services, given, 'Build and Deploy');
  const target = await askTarget(services, given);
  const settings = await askSettings(services, target, { folder, given });
  if (target.kind === 'account' && !optionsOf(given).confirmed) {
    await showPlan(services, target, settings);
  }
  return deployAndTell(services, target, { kind: 'new', settings });
};
