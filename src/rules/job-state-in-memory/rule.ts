// RP202: a dictionary of jobs in the memory of one worker, asked about by another request: that one may reach another
// worker, or the same after it was stopped.
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import type { Occurrence } from '../../python/scope';
import { stringValue } from '../../python/strings';
import type { EntryFacts } from '../context';
import type { JobFunction } from '../jobCode';
import { defineRule } from '../rule';

const idNames = /^(job|task|request|run|operation|session)?_?(id|uuid)$/i;

export const jobStateInMemory = defineRule({
  code: 'RP202',
  name: 'job-state-in-memory',
  severity: 'warning',
  title: 'Jobs are looked up in the memory of one worker',
  fixable: false,
  check({ entries }, report) {
    for (const entry of entries) {
      for (const { path, name, definition } of storesOf(entry)) {
        report({
          path,
          range: definition.range,
          message: `${name} is written in one job and looked up by id in another. Each worker has its own ${name}, and it is gone when the worker stops: the second job often finds nothing. Return the result from the job itself; RunPod keeps it and /status answers.`,
        });
      }
    }
  },
});

interface Store {
  readonly path: string;
  readonly name: string;
  readonly definition: Node;
}

/** Module-level dictionaries that jobs write to and that jobs read with an id from their input. */
function storesOf(entry: EntryFacts): Store[] {
  const written = new Map<string, Store>();
  const asked = new Set<string>();
  for (const inside of entry.jobFunctions) {
    for (const use of usesIn(inside)) {
      const key = `${inside.file.path}\n${use.name}`;
      if (use.writes)
        written.set(key, { path: inside.file.path, name: use.name, definition: use.definition });
      else if (isIdOfInput(use.key, inside)) asked.add(key);
    }
  }
  return [...written].filter(([key]) => asked.has(key)).map(([, store]) => store);
}

interface Use {
  readonly name: string;
  readonly key: Node | undefined;
  readonly writes: boolean;
  readonly definition: Node;
}

function usesIn({ definition, file }: JobFunction): Use[] {
  return definition.body.descendants('subscript', 'call').flatMap(node => {
    const { object, key } = lookupIn(node);
    if (object?.type !== 'identifier') return [];
    const home = scopeAt(file.module, object).lookup(object.text);
    const first = home?.kind === 'module' ? home.bindings.get(object.text)?.[0] : undefined;
    if (!first || !isEmptyDictionary(first)) return [];
    const writes = node.field === 'left' && node.parent?.type === 'assignment';
    return [{ name: object.text, key, writes, definition: first.node }];
  });
}

interface Lookup {
  readonly object?: Node | undefined;
  readonly key?: Node | undefined;
}

/** `object[key]`, `object.get(key)`, `object.pop(key)`. */
function lookupIn(node: Node): Lookup {
  if (node.type === 'subscript')
    return { object: node.child('value'), key: node.childrenFor('subscript')[0] };
  const callee = node.child('function');
  const isGet = callee?.type === 'attribute' && /^(get|pop)$/.test(callee.child('attribute')?.text ?? '');
  return isGet ? { object: callee.child('object'), key: node.child('arguments')?.parts[0] } : {};
}

function isEmptyDictionary({ role, node }: Occurrence): boolean {
  const made = role === 'assign' ? node.parent?.child('right') : undefined;
  return made !== undefined && /^(\{\s*\}|dict\(\)|defaultdict\(.*\))$/s.test(made.text);
}

/** `input["job_id"]`, `input.get("task_id")`, or a local variable that was made so. */
function isIdOfInput(key: Node | undefined, inside: JobFunction, hops = 2): boolean {
  if (!key) return false;
  const named = key.descendants('string').some(node => idNames.test(stringValue(node) ?? ''));
  if (named && /input|body|payload|params|request|data/i.test(rootTexts(key, inside))) return true;
  if (key.type !== 'identifier' || hops === 0) return false;
  const bindings = scopeAt(inside.file.module, key).lookup(key.text)?.bindings.get(key.text) ?? [];
  return bindings.some(({ node }) => {
    const value = node.parent?.type === 'assignment' ? node.parent.child('right') : undefined;
    return value !== undefined && isIdOfInput(value, inside, hops - 1);
  });
}

function rootTexts(node: Node, { file }: JobFunction): string {
  const names = node.descendants('identifier').map(one => one.text);
  const made = node.descendants('identifier').flatMap(one => {
    const bindings = scopeAt(file.module, one).lookup(one.text)?.bindings.get(one.text) ?? [];
    return bindings.map(found => found.node.parent?.child('right')?.text ?? '');
  });
  return [...names, ...made, node.text].join(' ');
}
