// Back to an earlier state of a template: to a release (from the list of releases), or to what was there before an
// update made from here (from our snapshots). It is a change like any other: a copy is kept, it is written, read back,
// and rolls out; nothing in the history is rewritten.
import type { Cloud } from '../api/cloud';
import { AppError } from '../base/errors';
import { fieldValue, withEdits } from './overwrittenEdits';
import { templateDiff } from './releaseDiff';
import { type FoundSnapshot, type SnapshotShelf, type TemplateSnapshot, templateHistory } from './snapshots';
import { fieldChanges } from './templateChange';
import { applyTemplateUpdate, planOf, type TemplatePlan, type UpdateDeps } from './updateTemplate';

export interface RollBackPlan extends TemplatePlan {
  /** The release whose template comes back. */
  readonly to: number;
  /** Fields that changed since and are not of the template: they stay as they are. */
  readonly kept: readonly string[];
}

/** Reads and compares; changes nothing. Throws `not-found` for a release that the list does not have. */
export async function planRollBack(
  cloud: Cloud,
  { endpointId, release }: { readonly endpointId: string; readonly release: number },
  signal?: AbortSignal,
): Promise<RollBackPlan> {
  const [{ releases, endpointVersion }, bound] = await Promise.all([
    cloud.endpoints.releases(endpointId, signal),
    cloud.endpoints.bound(endpointId, signal),
  ]);
  const known = releases.flatMap(each => each.version ?? []);
  if (!known.includes(release)) throw unknownRelease(release, known, endpointId);
  if (release === (endpointVersion ?? known[0])) {
    throw new AppError('refused', `Endpoint ${bound.name} is at release ${release} already.`);
  }
  if (!bound.templateId)
    throw new AppError('not-found', `Endpoint ${bound.name} has no template of its own.`);
  const before = await cloud.templates.get(bound.templateId, signal);
  const undone = templateDiff(releases.filter(each => (each.version ?? 0) > release));
  const plan = await planOf(cloud, before, { ...before, ...undone.old }, signal);
  return { ...plan, to: release, kept: undone.others };
}

/** Plans and applies in one go. The new release is one more in the list. */
export async function rollBackToRelease(
  cloud: Cloud,
  target: { readonly endpointId: string; readonly release: number },
  deps: UpdateDeps,
  signal?: AbortSignal,
): Promise<RollBackPlan> {
  const plan = await planRollBack(cloud, target, signal);
  await applyTemplateUpdate(cloud, plan, deps, signal);
  return plan;
}

export interface UndoPlan extends TemplatePlan {
  /** The update that is undone. */
  readonly undone: FoundSnapshot<TemplateSnapshot>;
  /** Fields of it that were changed again since: they stay as they are. */
  readonly kept: readonly string[];
}

export interface UndoOptions {
  readonly endpointId: string;
  /** The snapshot to go back to, by name; the newest without one. */
  readonly snapshot?: string | undefined;
}

/**
 * What undoing an update made from here would change: the fields it changed go back to what they were, unless somebody
 * has changed them again since. Throws `not-found` without such an update, `refused` when nothing is left to undo.
 */
export async function planUndo(
  cloud: Cloud,
  { endpointId, snapshot }: UndoOptions,
  shelf: SnapshotShelf,
  signal?: AbortSignal,
): Promise<UndoPlan> {
  const bound = await cloud.endpoints.bound(endpointId, signal);
  const history = bound.templateId ? await templateHistory(shelf, bound.templateId) : [];
  const undone = snapshot === undefined ? history[0] : history.find(({ name }) => name === snapshot);
  if (!undone) throw noUpdate(bound.name, snapshot);
  const { before, after } = undone.content;
  const now = await cloud.templates.get(before.id, signal);
  const changedSince = new Set(fieldChanges(after, now).map(({ field }) => field));
  const mine = fieldChanges(before, after);
  const back = mine.filter(({ field }) => !changedSince.has(field));
  const edits = back.map(change => ({ ...change, value: fieldValue(before, change.field) }));
  const plan = await planOf(cloud, now, withEdits(now, edits), signal);
  const kept = mine.filter(({ field }) => changedSince.has(field)).map(({ field }) => field);
  return { ...plan, undone, kept };
}

/** Plans and applies in one go. It is an update itself, so undoing it brings the update back. */
export async function undoLastUpdate(
  cloud: Cloud,
  options: UndoOptions,
  { snapshots, clock }: UpdateDeps & { readonly snapshots: SnapshotShelf },
  signal?: AbortSignal,
): Promise<UndoPlan> {
  const plan = await planUndo(cloud, options, snapshots, signal);
  await applyTemplateUpdate(cloud, plan, { snapshots, clock }, signal);
  return plan;
}

function noUpdate(name: string, snapshot: string | undefined): AppError {
  return snapshot === undefined
    ? new AppError('not-found', `No update of the template of ${name} was made from this machine.`, {
        remedy: 'Roll back to a release instead; the list of releases knows every update.',
      })
    : new AppError('not-found', `There is no snapshot ${snapshot} of the template of ${name}.`, {
        remedy: '"template history" lists those there are.',
      });
}

function unknownRelease(release: number, known: readonly number[], endpointId: string): AppError {
  return new AppError('not-found', `Endpoint ${endpointId} has no release ${release}.`, {
    remedy: known.length > 0 ? `It has ${known.join(', ')}.` : 'Its list of releases is empty.',
  });
}
