// Whether the code of a branch runs on the way to start(): a test run beside it, or one that ends first, loads nothing
// for any job.
import type { Node } from '../../python/node';
import { enclosingFunction } from '../../python/statements';
import { isExit } from './shapes';

/** `until`: the offset of start(), in the node's own file. */
export function leadsOn(node: Node, until: number): boolean {
  let at: Node = node;
  for (let parent = at.parent; parent; at = parent, parent = at.parent) {
    if (at.type === 'block' && parent.is('if_statement', 'elif_clause') && ends(at, until)) return false;
    if (parent.type !== 'if_statement' || at.field === 'condition') continue;
    if (holds(parent, until) ? !holds(at, until) : excludesStart(parent, until)) return false;
  }
  return true;
}

/** The process ends with the block, or the function that goes on to start(). */
function ends(block: Node, until: number): boolean {
  const last = block.parts.at(-1);
  if (isExit(last)) return true;
  return last?.type === 'return_statement' && holds(enclosingFunction(block), until);
}

/** `if test and not HAS_SDK:` beside the `if HAS_SDK:` that start() is in. */
function excludesStart(branch: Node, until: number): boolean {
  const condition = branch.child('condition');
  const denied = [condition, ...(condition?.descendants('not_operator') ?? [])]
    .map(node => (node?.type === 'not_operator' ? node.child('argument') : undefined))
    .filter(node => node?.type === 'identifier');
  if (denied.length === 0) return false;
  const tests = topOf(branch)
    .descendants('if_statement')
    .filter(other => holds(other.child('consequence'), until))
    .map(other => other.child('condition')?.text);
  return denied.some(node => tests.includes(node?.text));
}

function topOf(node: Node): Node {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
}

function holds(node: Node | undefined, offset: number): boolean {
  return node !== undefined && node.start <= offset && offset < node.end;
}
