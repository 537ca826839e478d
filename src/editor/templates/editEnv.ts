// The editor of environment variables: a list that is never closed by mistake, values masked until somebody asks to
// see one. It works on a change, not on the template: what nobody touches is not in it and stays as it is.
import { isCancelled } from '../../base/errors';
import { isSecretName, shownVariable } from '../../base/redact';
import { count } from '../../base/words';
import type { TemplateChange } from '../../flows/templateChange';
import type { GraphTemplate } from '../../wire/graphql';
import type { Prompts, Row } from '../adapters/prompts';
import { askVariable, type EnvChange, revealed } from './askVariable';
import { exportEnv, importEnv } from './envFiles';

export interface EnvEditing {
  readonly prompts: Prompts;
  readonly title: string;
  readonly template: GraphTemplate;
}

type Act =
  | { readonly kind: 'back' | 'add' | 'import' | 'export' }
  | { readonly kind: 'edit' | 'reveal' | 'remove' | 'keep'; readonly key: string };

/** Returns when the person goes back. Escape in a question about one variable leaves that variable as it was. */
export async function editEnv(
  editing: EnvEditing,
  before: TemplateChange['env'],
): Promise<TemplateChange['env']> {
  let change: EnvChange = { set: before?.set ?? {}, remove: before?.remove ?? [] };
  for (;;) {
    const act = await editing.prompts.list<Act>({
      title: `${editing.title}: environment`,
      placeholder: 'Choose a variable to change it',
      rows: rowsOf(editing.template, change),
      buttons: [
        { icon: 'add', words: 'Add a variable', value: { kind: 'add' } },
        { icon: 'cloud-download', words: 'Import a .env file', value: { kind: 'import' } },
        { icon: 'export', words: 'Export as a .env file', value: { kind: 'export' } },
      ],
    });
    if (act.kind === 'back') return isEmpty(change) ? undefined : change;
    change = await unlessLeft(apply(act, editing, change), change);
  }
}

function isEmpty({ set, remove }: EnvChange): boolean {
  return Object.keys(set).length === 0 && remove.length === 0;
}

async function unlessLeft(next: Promise<EnvChange>, before: EnvChange): Promise<EnvChange> {
  try {
    return await next;
  } catch (error) {
    if (isCancelled(error)) return before;
    throw error;
  }
}

async function apply(act: Act, editing: EnvEditing, change: EnvChange): Promise<EnvChange> {
  const { prompts, title } = editing;
  const pairs = pairsOf(editing.template, change);
  const known = (key: string) => pairs.find(pair => pair.key === key)?.value;
  if (act.kind === 'import') return importEnv(editing, change);
  if (act.kind === 'export') return exportEnv(editing, pairs).then(() => change);
  if (act.kind === 'add') return askVariable({ prompts, title, change, known: pairs.map(({ key }) => key) });
  if (act.kind === 'remove') return removed(change, act.key);
  if (act.kind === 'keep') return untouched(change, act.key);
  if (act.kind === 'reveal') return revealed(editing, act.key, known(act.key) ?? '').then(() => change);
  if (act.kind !== 'edit') return change;
  return askVariable({ prompts, title, change, key: act.key, value: known(act.key) });
}

export function removed({ set, remove }: EnvChange, key: string): EnvChange {
  const { [key]: _gone, ...others } = set;
  return { set: others, remove: [...remove.filter(name => name !== key), key] };
}

function untouched({ set, remove }: EnvChange, key: string): EnvChange {
  const { [key]: _gone, ...others } = set;
  return { set: others, remove: remove.filter(name => name !== key) };
}

/** The variables as they would be. */
export function pairsOf(template: GraphTemplate, { set, remove }: EnvChange) {
  const known = (template.env ?? []).filter(({ key }) => !remove.includes(key));
  const kept = known.map(({ key, value }) => ({ key, value: set[key] ?? value }));
  const fresh = Object.entries(set).filter(([key]) => !known.some(pair => pair.key === key));
  return [...kept, ...fresh.map(([key, value]) => ({ key, value }))];
}

function rowsOf(template: GraphTemplate, change: EnvChange): (Row<Act> | { separator: string })[] {
  const before = new Map((template.env ?? []).map(({ key, value }) => [key, value]));
  const rows = pairsOf(template, change).map(({ key, value }): Row<Act> => {
    const state = before.has(key) ? (key in change.set ? 'changed' : undefined) : 'new';
    return {
      label: key,
      description: [shownVariable(key, value) || '(empty)', state].filter(Boolean).join(' · '),
      icon: isSecretName(key) ? 'key' : state ? 'diff-modified' : 'symbol-variable',
      value: { kind: 'edit', key },
      buttons: [
        { icon: 'eye', words: `Show the value of ${key}`, value: { kind: 'reveal', key } },
        { icon: 'trash', words: `Remove ${key}`, value: { kind: 'remove', key } },
      ],
    };
  });
  const gone = change.remove.map(
    (key): Row<Act> => ({
      label: key,
      description: 'will be removed',
      icon: 'diff-removed',
      value: { kind: 'keep', key },
      buttons: [{ icon: 'discard', words: `Keep ${key}`, value: { kind: 'keep', key } }],
    }),
  );
  const many = Object.keys(change.set).length + change.remove.length;
  return [
    {
      label: 'Done',
      description: many > 0 ? count(many, 'change') : 'nothing changed yet',
      icon: 'arrow-left',
      value: { kind: 'back' },
    },
    { separator: 'variables' },
    ...rows,
    ...gone,
    { separator: 'more' },
    { label: 'Add a variable…', icon: 'add', value: { kind: 'add' } },
    { label: 'Import a .env file…', icon: 'cloud-download', value: { kind: 'import' } },
    { label: 'Export as a .env file…', icon: 'export', value: { kind: 'export' } },
  ];
}
