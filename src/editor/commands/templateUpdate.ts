// Changes the template of an endpoint: asks, shows the diff, keeps a snapshot, writes, reads back.
import { systemClock } from '../../base/clock';
import { count } from '../../base/words';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import type { TemplateChange } from '../../flows/templateChange';
import { applyTemplateUpdate, planTemplateUpdate, type TemplatePlan } from '../../flows/updateTemplate';
import { optionsOf } from '../subject';
import { askChange } from '../templates/askChange';
import { templateText } from '../templates/templateText';
import { chooseEndpoint } from './choose';
import type { Command } from './command';

export const templateUpdate: Command = async (services, given) => {
  const { target, endpointId } = await chooseEndpoint(services, given, 'Update Template');
  const current = await planTemplateUpdate(target.cloud, { endpointId, change: {} });
  const change =
    (optionsOf(given).change as TemplateChange | undefined) ??
    (await askChange(services.prompts, current.before));
  const plan = await planTemplateUpdate(target.cloud, { endpointId, change });
  if (plan.changes.length === 0) {
    void services.prompts.tell(`Template ${plan.before.name} is already as wanted.`);
    return undefined;
  }
  await services.diffs.review({
    title: `Update template ${plan.before.name}`,
    files: [fileOf(plan)],
    notes: [rollOutWords(plan)],
    accept: 'Update Template',
  });
  const snapshots = snapshotFiles(await services.home.stateFolder());
  const applied = await services.longWork(`Updating template ${plan.before.name}`, (_progress, signal) =>
    applyTemplateUpdate(target.cloud, plan, { snapshots, clock: systemClock }, signal),
  );
  services.endpoints.touch();
  services.log.info(`Updated template ${plan.before.name}; the state before is kept in ${applied.snapshot}.`);
  void services.prompts.tell(
    `Updated template ${plan.before.name} with ${count(plan.changes.length, 'change')}.`,
  );
  return applied;
};

function rollOutWords({ endpoints }: TemplatePlan): string {
  if (endpoints.length === 0) return 'No endpoint uses it yet.';
  return `${count(endpoints.length, 'endpoint')} will roll out: ${endpoints.map(({ name }) => name).join(', ')}.`;
}

function fileOf({ before, after, changes }: TemplatePlan) {
  return {
    path: `template ${before.name}.yaml`,
    before: templateText(before, { changes, side: 'before' }),
    after: templateText(after, { changes, side: 'after' }),
  };
}
