// The plan of a deployment, put before the person whose money it spends. Local RunPod costs nothing: its plan goes to
// the build log, where it can be read, and nobody is asked.
import type { DeployPlan } from '../../flows/deployPlan';
import type { DeploySettings } from '../../flows/deployRecord';
import type { Target } from '../../flows/target';
import { changeWords } from '../../flows/templateChange';
import { targetTitle } from '../commands/choose';
import type { Services } from '../services';
import { deployDeps } from './deployDeps';

/** Throws `cancelled` when the person does not want it, and what makes it impossible before anything is done. */
export async function showPlan(services: Services, target: Target, settings: DeploySettings): Promise<void> {
  const { longWork, prompts } = services;
  const plan = await longWork(`Planning the deployment of ${settings.name}`, async (progress, signal) => {
    const { planDeploy } = await import('../../flows/deployPlan');
    const deps = await deployDeps(services, { target, settings, progress, signal });
    return planDeploy(settings, {}, deps, signal);
  });
  await prompts.confirm(`Deploy ${settings.name} to ${targetTitle(target)}?`, {
    detail: planWords(plan),
    button: 'Deploy',
  });
}

/** Steps numbered, then what changes in the template. */
export function planWords({ steps, changes }: DeployPlan): string {
  const numbered = steps.map(({ does }, at) => `${at + 1}. ${does}`);
  const changed = changes.map(changeWords);
  return [
    ...numbered,
    ...(changed.length > 0 ? ['', ...changed] : []),
    '',
    'Workers that run cost money.',
  ].join('\n');
}
