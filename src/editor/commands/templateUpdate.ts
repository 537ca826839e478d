// Changes the template of an endpoint: asks, shows the diff, keeps a snapshot, writes, reads back, follows the rollout.
import type { TemplateChange } from '../../flows/templateChange';
import { planTemplateUpdate } from '../../flows/updateTemplate';
import { optionsOf } from '../subject';
import { applyPlan } from '../templates/applyPlan';
import { askChange } from '../templates/askChange';
import { knownRegistries } from '../templates/registries';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const templateUpdate: Command = async (services, given) => {
  const { target, endpointId } = await chooseEndpoint(services, given, 'Update Template');
  const { cloud } = target;
  const current = await planTemplateUpdate(cloud, { endpointId, change: {} });
  const template = current.before;
  const change =
    (optionsOf(given).change as TemplateChange | undefined) ??
    (await askChange({ prompts: services.prompts, template, registries: await knownRegistries(cloud) }));
  return applyPlan(services, {
    target,
    title: `Update template ${template.name}`,
    accept: 'Update Template',
    plan: () => planTemplateUpdate(cloud, { endpointId, change }),
  });
};
