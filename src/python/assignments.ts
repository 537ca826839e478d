// What is assigned to a target, through tuples and annotations.
import type { Node } from './node';

/** The expression whose value `target` (a name or attribute on the left) gets; undefined when it is only a part of one. */
export function assignedTo(target: Node): Node | undefined {
  const parent = target.parent;
  if (parent?.type === 'assignment' && target.field === 'left') return chainEnd(parent.child('right'));
  if (parent?.type === 'named_expression' && target.field === 'name') return parent.child('value');
  if (parent?.type === 'as_pattern_target') return parent.parent?.parts[0];
  if (!parent?.is('pattern_list', 'tuple_pattern') || parent.parent?.type !== 'assignment') return undefined;
  const right = parent.parent.child('right');
  if (!right?.is('expression_list', 'tuple')) return undefined;
  return right.parts[parent.parts.indexOf(target)];
}

/** `a = b = value`: the value. */
function chainEnd(node: Node | undefined): Node | undefined {
  let at = node;
  while (at?.type === 'assignment') at = at.child('right');
  return at;
}

/** The names a target on the left of an assignment binds; attributes and subscripts bind none. */
export function targetNames(target: Node | undefined): Node[] {
  if (!target) return [];
  if (target.type === 'identifier') return [target];
  if (
    target.is(
      'pattern_list',
      'tuple_pattern',
      'list_pattern',
      'list_splat_pattern',
      'as_pattern_target',
      'tuple',
    )
  ) {
    return target.parts.flatMap(targetNames);
  }
  return [];
}
