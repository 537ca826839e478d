// Statements and where they stand. Python runs a module's statements in order, also those under if, try, with and
// loops; only definitions keep their bodies for later.
import type { Node } from './node';

export interface PlacedStatement {
  readonly node: Node;
  /** The enclosing compound statements, outermost first; empty at the margin. */
  readonly within: readonly Node[];
}

const compound: readonly string[] = [
  'if_statement',
  'try_statement',
  'with_statement',
  'for_statement',
  'while_statement',
  'match_statement',
];

/** What has code of its own that runs when it is called. */
const callable: readonly string[] = ['function_definition', 'lambda'];

const clauses: readonly string[] = [
  'block',
  'elif_clause',
  'else_clause',
  'except_clause',
  'except_group_clause',
  'finally_clause',
  'case_clause',
];

/** All statements that run when `block` (a module or a body) runs, in document order, compound ones included. */
export function placedStatements(block: Node): PlacedStatement[] {
  const found: PlacedStatement[] = [];
  const tasks: PlacedStatement[] = statementsIn(block, []).reverse();
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    found.push(task);
    tasks.push(...statementsIn(task.node, [...task.within, task.node]).reverse());
  }
  return found;
}

/** The statements directly in a block, or in the blocks of a compound statement's clauses. */
function statementsIn(node: Node, within: readonly Node[]): PlacedStatement[] {
  if (node.is('block', 'module')) return node.parts.map(part => ({ node: part, within }));
  if (!compound.includes(node.type) && !clauses.includes(node.type)) return [];
  return node.parts.filter(part => clauses.includes(part.type)).flatMap(part => statementsIn(part, within));
}

/** The statement that `node` is in (or is): the nearest ancestor that stands directly in a block or a module. */
export function statementOf(node: Node): Node {
  let at = node;
  while (at.parent && !at.parent.is('block', 'module')) at = at.parent;
  return at;
}

/** The function, lambda or class whose body `node` runs in; undefined at module level. */
export function enclosingFunction(node: Node): Node | undefined {
  return node.closest('function_definition', 'lambda');
}

/** The function or lambda whose call runs `node`; defaults and decorators run where they stand. */
export function ownerOf(node: Node): Node | undefined {
  const { source } = node;
  const { parents, kinds, fields } = source.rows;
  const owners = source.grammar.kindsOf(callable);
  const body = source.grammar.fieldNumber('body');
  for (
    let at = node.index, parent = parents[at] ?? -1;
    parent >= 0;
    at = parent, parent = parents[at] ?? -1
  ) {
    if (fields[at] === body && owners.includes(kinds[parent] ?? 0)) return source.at(parent);
  }
  return undefined;
}

/** True for `if __name__ == "__main__":`, in any spelling that compares exactly those two. */
export function isMainGuard(node: Node): boolean {
  const condition = node.type === 'if_statement' ? node.child('condition') : undefined;
  const bare = condition?.text.replace(/[\s()]/g, '');
  return bare !== undefined && /^(?:__name__==(["'])__main__\1|(["'])__main__\2==__name__)$/.test(bare);
}
