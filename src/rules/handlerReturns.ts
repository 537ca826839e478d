// What a handler gives back: its own return and yield values, with local variables followed where they have one value.
import type { ProgramFile } from '../project/program';
import type { Node } from '../python/node';
import { scopeAt } from '../python/qualify';
import { ownerOf } from '../python/statements';
import { stringValue } from '../python/strings';
import type { EntryFacts } from './context';

export interface Returned {
  readonly file: ProgramFile;
  /** The return statement or the yield. */
  readonly statement: Node;
  readonly value: Node;
}

/** Values of the handler's own `return` statements, or of its `yield`s. */
export function returnsOf(entry: EntryFacts): Returned[] {
  const { handler } = entry.analysis;
  if (!handler) return [];
  const { definition, file } = handler;
  const type = definition.isGenerator ? 'yield' : 'return_statement';
  return definition.body
    .descendants(type)
    .filter(node => ownerOf(node) === definition.node)
    .flatMap(statement => {
      const value = statement.parts[0];
      return value ? [{ file, statement, value }] : [];
    });
}

/** The expression behind a local name that is assigned once; the node itself otherwise. */
export function settled(file: ProgramFile, node: Node, hops = 3): Node {
  if (node.type === 'parenthesized_expression' && node.parts[0]) return settled(file, node.parts[0], hops);
  if (node.type !== 'identifier' || hops === 0) return node;
  const home = scopeAt(file.module, node).lookup(node.text);
  const bindings = home?.kind === 'function' ? (home.bindings.get(node.text) ?? []) : [];
  const [only] = bindings;
  if (bindings.length !== 1 || only?.role !== 'assign' || only.node.parent?.type !== 'assignment')
    return node;
  const right = only.node.parent.child('right');
  return right && only.node.field === 'left' ? settled(file, right, hops - 1) : node;
}

/** The pairs of a dictionary literal whose keys are fixed; undefined for anything else. */
export function pairsOf(node: Node): Map<string, Node> | undefined {
  if (node.type !== 'dictionary') return undefined;
  const pairs = new Map<string, Node>();
  for (const part of node.parts) {
    const key = part.type === 'pair' ? stringValue(part.child('key')) : undefined;
    const value = part.child('value');
    if (key === undefined || !value) return undefined;
    pairs.set(key, value);
  }
  return pairs;
}
