// Which module-level names a load fills: the targets of the statements it passes through on its way out.
import { assignedTo, targetNames } from '../../python/assignments';
import type { Node } from '../../python/node';
import { scopeAt } from '../../python/qualify';
import { statementOf } from '../../python/statements';
import type { Site } from './sites';
import type { Place } from './values';

export function filledNames(site: Site): string[] {
  const names = site.steps.flatMap(step => {
    const assignment = statementOf(step.node).parts[0];
    if (assignment?.type !== 'assignment' || !assignment.holds(step.node)) return [];
    return targetNames(assignment.child('left')).flatMap(target => globalNames(target, step));
  });
  return [...new Set(names)];
}

/** The target itself when it is global, else the globals that its local value is published in. */
function globalNames(target: Node, { file }: Place): string[] {
  const scope = scopeAt(file.module, target);
  if (scope.homeOfBinding(target.text, 'assign').kind === 'module') return [target.text];
  const published = file.module.names
    .inside(scope.node)
    .filter(found => found.scope === scope && found.role === 'assign' && scope.globals.has(found.name));
  return published.filter(found => assignedTo(found.node)?.text === target.text).map(found => found.name);
}
