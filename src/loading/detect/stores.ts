// Tables of a file: what they are made with, what is stored in them later, and which are written at all.
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import type { Place } from './values';

/** What a table is made with, and what the file stores in it later. */
export function itemsOf(table: Node, module: Module): readonly Node[] {
  return module.known(storedItems).get(table.text) ?? [];
}

/** Whether a job may put something into the container: a fixed table remembers nothing. Other files' are not asked. */
export function isStoredIn(container: Node, { file }: Place): boolean {
  if (container.type !== 'identifier') return true;
  const bindings = scopeAt(file.module, container).lookup(container.text)?.bindings.get(container.text) ?? [];
  const isMadeHere = bindings.some(({ role }) => role === 'assign');
  return !isMadeHere || bindings.length > 1 || file.module.known(written).has(container.text);
}

/** `TABLE = {"a": First}`, `CACHE[key] = Model()`, by the name of the table. */
function storedItems(module: Module): ReadonlyMap<string, readonly Node[]> {
  const found = new Map<string, Node[]>();
  for (const assignment of module.root.descendants('assignment')) {
    const left = assignment.child('left');
    const right = assignment.child('right');
    const isItem = left?.type === 'subscript';
    if (!left || !right || !(isItem || right.type === 'dictionary')) continue;
    const name = (isItem ? left.child('value') : left)?.text ?? '';
    const values = isItem ? [right] : right.parts.flatMap(pair => pair.child('value') ?? []);
    found.set(name, [...(found.get(name) ?? []), ...values]);
  }
  return found;
}

/** Names whose items are assigned, or that are told to take something: `SEEN.add(key)`. */
function written(module: Module): ReadonlySet<string> {
  const items = module.root
    .descendants('subscript')
    .filter(node => node.field === 'left' || node.parent?.is('pattern_list', 'tuple_pattern'))
    .map(node => node.child('value')?.text ?? '');
  const told = module.calls
    .filter(({ callee }) =>
      /^(?:add|append|insert|extend|update|setdefault|put)$/.test(callee.child('attribute')?.text ?? ''),
    )
    .map(({ callee }) => callee.child('object')?.text ?? '');
  return new Set([...items, ...told]);
}
