// Back to an earlier release: the fields of the template that changed since are put back from the list of releases,
// everything else stays. It is a change like any other: a copy is kept, it is written, read back, and rolls out.
import type { Cloud } from '../api/cloud';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import { isRecord } from '../base/json';
import type { Release } from '../wire/endpoint';
import { envPairSchema, type GraphTemplate } from '../wire/graphql';
import { fieldChanges } from './templateChange';
import { applyTemplateUpdate, type Snapshots, type TemplatePlan } from './updateTemplate';

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
  const undone = undo(releases.filter(each => (each.version ?? 0) > release));
  const after = { ...before, ...undone.template };
  const using = await cloud.endpoints.usingTemplate(before.id, signal);
  return {
    to: release,
    before,
    after,
    changes: fieldChanges(before, after),
    endpoints: using.map(({ id, name }) => ({ id, name })),
    kept: undone.kept,
  };
}

/** Plans and applies in one go. The new release is one more in the list: nothing in the history is rewritten. */
export async function rollBack(
  cloud: Cloud,
  target: { readonly endpointId: string; readonly release: number },
  deps: { readonly snapshots: Snapshots; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<RollBackPlan> {
  const plan = await planRollBack(cloud, target, signal);
  await applyTemplateUpdate(cloud, plan, deps, signal);
  return plan;
}

/** Walks from the newest to the oldest, so that a field changed twice ends at its oldest value. */
function undo(newerReleases: readonly Release[]): { template: Partial<GraphTemplate>; kept: string[] } {
  const template: Record<string, unknown> = {};
  const kept = new Set<string>();
  const newestFirst = [...newerReleases].sort((a, b) => (b.version ?? 0) - (a.version ?? 0));
  for (const { field, old } of newestFirst.flatMap(each => each.diff)) {
    const name = /^template\.(\w+)$/.exec(field)?.[1];
    if (name === undefined || name === 'id') kept.add(field);
    else template[name] = name === 'env' ? envOf(old) : old;
  }
  return { template, kept: [...kept] };
}

/** The list of pairs that templates hold, or an object of names and values. */
function envOf(old: unknown): GraphTemplate['env'] {
  if (Array.isArray(old)) return old.flatMap(each => envPairSchema.safeParse(each).data ?? []);
  if (!isRecord(old)) return [];
  return Object.entries(old).map(([key, value]) => ({ key, value: String(value) }));
}

function unknownRelease(release: number, known: readonly number[], endpointId: string): AppError {
  return new AppError('not-found', `Endpoint ${endpointId} has no release ${release}.`, {
    remedy: known.length > 0 ? `It has ${known.join(', ')}.` : 'Its list of releases is empty.',
  });
}
