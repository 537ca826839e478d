// What a function takes from outside itself, by its text: the next version of a file has nearly all of its functions, and
// to read them all again at every keystroke is most of what looking for undefined names costs.
import type { Body } from './names';
import type { Source } from './source';

/** Names that functions take from outside, by the whole text of the function. */
export type FreeNames = Map<string, readonly string[]>;

/** The names that the body reads and neither it nor its function binds. */
export function freeNamesOf(body: Body): readonly string[] {
  const { source } = body.node;
  // In a text that does not parse, what stands around a function may change how it is read.
  if (source.faults.length > 0) return readFrom(body);
  const text = textOf(body, source);
  const known = source.freeNames.get(text) ?? source.freeNamesBefore?.get(text) ?? readFrom(body);
  source.freeNames.set(text, known);
  return known;
}

/** With the parameters, which stand in front of the body. */
function textOf({ node }: Body, source: Source): string {
  return source.textAt(source.rows.parents[node.index] ?? node.index);
}

function readFrom(body: Body): readonly string[] {
  const owner = body.node.parent;
  const free = new Set<string>();
  for (const { role, scope, name } of body.read().occurrences) {
    if (role !== 'read' || free.has(name)) continue;
    const home = scope.lookup(name);
    if (!home || !owner?.holds(home.node)) free.add(name);
  }
  return [...free];
}
