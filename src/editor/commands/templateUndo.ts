// Takes back the last update of a template that was made from here; what was changed again since stays.
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import { planUndo } from '../../flows/rollBack';
import { applyPlan } from '../templates/applyPlan';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const templateUndo: Command = async (services, given) => {
  const { target, endpointId, name } = await chooseEndpoint(services, given, 'Undo Last Template Update');
  const shelf = snapshotFiles(await services.home.stateFolder());
  return applyPlan(services, {
    target,
    title: `Undo the last update of ${name}`,
    accept: 'Undo Update',
    plan: () => planUndo(target.cloud, { endpointId }, shelf),
  });
};
