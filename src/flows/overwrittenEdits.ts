// Neither API can write "only if unchanged". But every change of what workers run makes a release, and a release tells
// what was there right before it: where that is not what we had read, our write undid somebody's edit of that moment.
// A readme makes no release and saveTemplate takes it whole: its edit within the milliseconds of our write leaves no
// trace in either API. Everything a worker runs does.
import { isDeepStrictEqual } from 'node:util';
import type { Cloud } from '../api/cloud';
import { isCancelled } from '../base/errors';
import type { Release } from '../wire/endpoint';
import type { GraphTemplate } from '../wire/graphql';
import { templateDiff } from './releaseDiff';
import { type FieldChange, fieldChanges } from './templateChange';
import type { TemplatePlan } from './updateTemplate';

/** An edit with the value that was lost; `value` is undefined for a field or variable that had been removed. */
export interface Edit extends FieldChange {
  /** In clear: never show. */
  readonly value: unknown;
}

export interface Overwritten {
  /** Of fields we did not mean to touch: they are to be put back. */
  readonly edits: readonly Edit[];
  /** Of fields we changed too: ours are in place. */
  readonly clashes: readonly FieldChange[];
  /** The version of the newest release. */
  readonly newest: number;
}

/** The version before a write, to find what came after it; undefined when there is no endpoint to ask. */
export async function currentVersion(
  cloud: Cloud,
  { endpoints: [first] }: Pick<TemplatePlan, 'endpoints'>,
  signal?: AbortSignal,
): Promise<number | undefined> {
  if (!first) return undefined;
  try {
    const { endpointVersion, releases } = await cloud.endpoints.releases(first.id, signal);
    return endpointVersion ?? releases[0]?.version ?? 0;
  } catch (error) {
    // The list is a witness, not a condition: without it the update is as good as it was without this check.
    if (isCancelled(error)) throw error;
    return undefined;
  }
}

/** What our write undid, by the releases that were made since `version`. */
export async function overwrittenEdits(
  cloud: Cloud,
  plan: TemplatePlan,
  version: number,
): Promise<Overwritten> {
  const [first] = plan.endpoints;
  const list = first && (await cloud.endpoints.releases(first.id).catch(() => undefined));
  const newer = (list?.releases ?? []).filter(release => (release.version ?? 0) > version);
  const newest = Math.max(version, ...newer.map(release => release.version ?? 0));
  const ours = newer.find(release => isOurs(release, plan));
  if (!ours) return { edits: [], clashes: [], newest };
  const { old } = templateDiff([ours]);
  // What our release does not mention was as we left it; what it writes in another form says nothing.
  const told = Object.entries(old).filter(([name, value]) => sameKind(value, plan.before[name]));
  const rightBefore: GraphTemplate = { ...plan.after, ...Object.fromEntries(told) };
  const theirs = fieldChanges(plan.before, rightBefore);
  const mine = new Set(plan.changes.map(({ field }) => field));
  return {
    edits: theirs
      .filter(({ field }) => !mine.has(field))
      .map(each => ({ ...each, value: fieldValue(rightBefore, each.field) })),
    clashes: theirs.filter(each => mine.has(each.field) && !isUndone(each, plan, rightBefore)),
    newest,
  };
}

/** A template with the lost edits in place again. */
export function withEdits(template: GraphTemplate, edits: readonly Edit[]): GraphTemplate {
  const result: Record<string, unknown> = { ...template };
  let env = template.env ?? [];
  for (const { field, value } of edits) {
    if (!field.startsWith('env.')) {
      result[field] = value;
      continue;
    }
    const key = field.slice('env.'.length);
    const others = env.filter(pair => pair.key !== key);
    env = typeof value === 'string' ? [...others, { key, value }] : others;
  }
  return { ...(result as GraphTemplate), env };
}

/** Ours is the release that ends where we wanted to be. */
function isOurs(release: Release, { after }: TemplatePlan): boolean {
  const { next } = templateDiff([release]);
  const fields = Object.entries(next);
  return fields.length > 0 && fields.every(([name, value]) => sameValue(value, after[name]));
}

/** Both wanted the same. */
function isUndone({ field }: FieldChange, { after }: TemplatePlan, rightBefore: GraphTemplate): boolean {
  return isDeepStrictEqual(fieldValue(after, field), fieldValue(rightBefore, field));
}

/** A field by its name in a difference: `imageName`, `env.NAME`. In clear. */
export function fieldValue(template: GraphTemplate, field: string): unknown {
  if (!field.startsWith('env.')) return template[field];
  return template.env?.find(pair => `env.${pair.key}` === field)?.value;
}

function sameKind(a: unknown, b: unknown): boolean {
  return b === undefined || b === null || (typeof a === typeof b && Array.isArray(a) === Array.isArray(b));
}

function sameValue(a: unknown, b: unknown): boolean {
  const plain = (value: unknown) =>
    Array.isArray(value) ? value.map(item => JSON.stringify(item)).sort() : (value ?? '');
  return isDeepStrictEqual(plain(a), plain(b));
}
