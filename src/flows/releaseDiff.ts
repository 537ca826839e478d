// The diff of releases as fields of a template. Field names are GraphQL's (`template.imageName`); everything else that
// a release may tell (GPUs, locations, volumes) is named, but is no matter of templates.
import { isRecord } from '../base/json';
import type { Release } from '../wire/endpoint';
import { envPairSchema, type GraphTemplate } from '../wire/graphql';

export interface TemplateDiff {
  /** Values before the oldest of the releases. In clear: never show. */
  readonly old: Partial<GraphTemplate>;
  /** Values after the newest. */
  readonly next: Partial<GraphTemplate>;
  /** Fields that are not of the template. */
  readonly others: readonly string[];
}

/** Walks from the newest to the oldest, so that a field changed twice has its oldest and its newest value. */
export function templateDiff(releases: readonly Release[]): TemplateDiff {
  const old: Record<string, unknown> = {};
  const next: Record<string, unknown> = {};
  const others = new Set<string>();
  const newestFirst = [...releases].sort((a, b) => (b.version ?? 0) - (a.version ?? 0));
  for (const entry of newestFirst.flatMap(each => each.diff)) {
    const name = /^template\.(\w+)$/.exec(entry.field)?.[1];
    if (name === undefined || name === 'id') {
      others.add(entry.field);
      continue;
    }
    // A credential or a command that is not there is null in releases and empty in templates.
    const value = (given: unknown) => (name === 'env' ? envOf(given) : (given ?? ''));
    old[name] = value(entry.old);
    if (!(name in next)) next[name] = value(entry.new);
  }
  return { old, next, others: [...others] };
}

/** The list of pairs that templates hold, or an object of names and values. */
function envOf(value: unknown): GraphTemplate['env'] {
  if (Array.isArray(value)) return value.flatMap(each => envPairSchema.safeParse(each).data ?? []);
  if (!isRecord(value)) return [];
  return Object.entries(value).map(([key, text]) => ({ key, value: String(text) }));
}
