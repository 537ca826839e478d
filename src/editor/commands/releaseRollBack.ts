// Puts the template back to what it was at an earlier release; that is a new release like any other.
import { planRollBack } from '../../flows/rollBack';
import { optionsOf } from '../subject';
import { applyPlan } from '../templates/applyPlan';
import { chooseRelease } from '../templates/chooseRelease';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const releaseRollBack: Command = async (services, given) => {
  const subject = await chooseEndpoint(services, given, 'Roll Back to Release');
  const { version } = await chooseRelease({
    prompts: services.prompts,
    subject,
    title: `Roll back ${subject.name}`,
    placeholder: 'Its template comes back; workers and scaling stay as they are',
    wanted: optionsOf(given).release,
    offer: 'earlier',
  });
  const { target, endpointId } = subject;
  return applyPlan(services, {
    target,
    title: `Roll back ${subject.name} to release ${version ?? '?'}`,
    accept: 'Roll Back',
    plan: () => planRollBack(target.cloud, { endpointId, release: version ?? 0 }),
  });
};
