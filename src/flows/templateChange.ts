// The difference between a template and what it is to become, field by field, fit to be shown: values of secret
// variables are masked, so that a diff can be read aloud. Pure.
import { isDeepStrictEqual } from 'node:util';
import { redact, shownVariable } from '../base/redact';
import type { GraphTemplate } from '../wire/graphql';

/** What to change; everything else stays as it is. */
export interface TemplateChange {
  readonly image?: string;
  readonly env?: {
    readonly set?: Readonly<Record<string, string>>;
    readonly remove?: readonly string[];
  };
  /** Container disk in GB. */
  readonly diskGb?: number;
  /** Start command; empty for the image's own. */
  readonly args?: string;
  /** Such as `8000/http,22/tcp`. */
  readonly ports?: string;
  /** Registry credential id; empty for none. */
  readonly registry?: string;
  readonly readme?: string;
}

export interface FieldChange {
  /** `imageName`, `env.NAME`, … */
  readonly field: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** For display; masked when secret. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One line: `imageName: a → b`. */
export function changeWords({ field, before, after }: FieldChange): string {
  return `${field}: ${before ?? '(none)'} → ${after ?? '(none)'}`;
}

export function changedTemplate(before: GraphTemplate, change: TemplateChange): GraphTemplate {
  return {
    ...before,
    ...(change.image !== undefined && { imageName: change.image }),
    ...(change.diskGb !== undefined && { containerDiskInGb: change.diskGb }),
    ...(change.args !== undefined && { dockerArgs: change.args }),
    ...(change.ports !== undefined && { ports: change.ports }),
    ...(change.registry !== undefined && { containerRegistryAuthId: change.registry }),
    ...(change.readme !== undefined && { readme: change.readme }),
    ...(change.env && { env: changedEnv(before.env ?? [], change.env) }),
  };
}

type Pairs = NonNullable<GraphTemplate['env']>;

/** Keys keep their place; new ones come last. */
function changedEnv(before: Pairs, { set = {}, remove = [] }: NonNullable<TemplateChange['env']>): Pairs {
  const kept = before
    .filter(pair => !remove.includes(pair.key))
    .map(pair => (Object.hasOwn(set, pair.key) ? { ...pair, value: set[pair.key] ?? '' } : pair));
  const names = new Set(kept.map(pair => pair.key));
  const added = Object.entries(set).filter(([key]) => !names.has(key));
  return [...kept, ...added.map(([key, value]) => ({ key, value }))];
}

/** Every field in which two states of a template differ. */
export function fieldChanges(before: GraphTemplate, after: GraphTemplate): FieldChange[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  fields.delete('env');
  const plain = [...fields].flatMap(field => changeOf(field, before[field], after[field], shown));
  return [...plain, ...envChanges(before.env ?? [], after.env ?? [])];
}

function envChanges(before: Pairs, after: Pairs): FieldChange[] {
  const [old, next] = [new Map(pairsOf(before)), new Map(pairsOf(after))];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap(key =>
    changeOf(`env.${key}`, old.get(key), next.get(key), value => shownVariable(key, String(value))),
  );
}

function pairsOf(pairs: Pairs): [string, string][] {
  return pairs.map(({ key, value }) => [key, value]);
}

function changeOf(
  field: string,
  before: unknown,
  after: unknown,
  show: (value: unknown) => string,
): FieldChange[] {
  const had = before !== undefined && before !== null;
  const has = after !== undefined && after !== null;
  if ((!had && !has) || isDeepStrictEqual(before, after)) return [];
  const kind = !had ? 'added' : !has ? 'removed' : 'changed';
  return [{ field, kind, before: had ? show(before) : undefined, after: has ? show(after) : undefined }];
}

/** A template fit to be shown: variables as name → value, everything secret masked, as in a diff. */
export function shownTemplate(template: GraphTemplate): Record<string, unknown> {
  const plain = Object.entries(template).map(([field, value]) => [
    field,
    typeof value === 'string' ? redact(value) : value,
  ]);
  const env = (template.env ?? []).map(({ key, value }) => [key, shownVariable(key, value)]);
  return { ...Object.fromEntries(plain), env: Object.fromEntries(env) };
}

function shown(value: unknown): string {
  return redact(typeof value === 'string' ? value : JSON.stringify(value));
}
