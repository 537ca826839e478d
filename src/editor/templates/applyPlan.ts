// From a planned change of a template to workers that run it: the diff with whom it reaches, the write (which keeps
// what was there), a fresh look when somebody else was quicker, and the rollout followed to its end.
import { systemClock } from '../../base/clock';
import { isAppError } from '../../base/errors';
import { count } from '../../base/words';
import { snapshotFiles } from '../../flows/adapters/snapshotFiles';
import type { Target } from '../../flows/target';
import { type AppliedUpdate, applyTemplateUpdate, type TemplatePlan } from '../../flows/updateTemplate';
import type { Services } from '../services';
import { followRollouts, versionsOf } from './followRollouts';
import { templateText } from './templateText';

export interface PlannedChange {
  readonly target: Target;
  /** Such as `Update template ocr`. */
  readonly title: string;
  /** The button that accepts. */
  readonly accept: string;
  /** Plans anew each time: somebody may have changed the template meanwhile. */
  readonly plan: () => Promise<TemplatePlan & { readonly kept?: readonly string[] }>;
}

/** Undefined when there is nothing to change. Throws `cancelled` when the diff is rejected. */
export async function applyPlan(
  services: Services,
  change: PlannedChange,
): Promise<AppliedUpdate | undefined> {
  const { target, title, accept } = change;
  for (;;) {
    const plan = await services.longWork(`${title}: reading`, () => change.plan());
    if (plan.changes.length === 0) {
      void services.prompts.tell(`Template ${plan.before.name} is already as wanted.`);
      return undefined;
    }
    const notes = [reachWords(plan), ...(plan.kept?.length ? [keptWords(plan.kept)] : [])];
    await services.diffs.review({ title, files: [fileOf(plan)], notes, accept });
    try {
      return await write(services, { target, title, plan });
    } catch (error) {
      if (!isAppError(error, 'conflict')) throw error;
      services.endpoints.touch();
      const words = [error.message, error.remedy].filter(Boolean).join(' ');
      if ((await services.prompts.warn(words, 'Review Again')) !== 'Review Again') throw error;
    }
  }
}

async function write(
  services: Services,
  { target, title, plan }: { readonly target: Target; readonly title: string; readonly plan: TemplatePlan },
): Promise<AppliedUpdate> {
  const snapshots = snapshotFiles(await services.home.stateFolder());
  const versions = await versionsOf(target.cloud, plan.endpoints);
  const applied = await services.longWork(title, (_progress, signal) =>
    applyTemplateUpdate(target.cloud, plan, { snapshots, clock: systemClock }, signal),
  );
  for (const { id } of plan.endpoints) services.endpoints.touch({ target, endpointId: id });
  services.log.info(`${title}: done; the state before is kept in ${applied.snapshot}.`);
  await followRollouts(services, target, { title, endpoints: plan.endpoints, versions });
  return applied;
}

export function reachWords({ endpoints }: Pick<TemplatePlan, 'endpoints'>): string {
  if (endpoints.length === 0) return 'No endpoint uses it yet.';
  const names = endpoints.map(({ name }) => name).join(', ');
  return `${count(endpoints.length, 'endpoint')} will roll out: ${names}.`;
}

function keptWords(kept: readonly string[]): string {
  return `These stay as they are: ${kept.join(', ')}.`;
}

function fileOf({ before, after, changes }: TemplatePlan) {
  return {
    path: `template ${before.name}.yaml`,
    before: templateText(before, { changes, side: 'before' }),
    after: templateText(after, { changes, side: 'after' }),
  };
}
