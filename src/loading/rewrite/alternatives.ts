// Which of several models every job needs. What only some jobs ask for stays lazy: loading all of them before start()
// would fill the memory with models that a worker may never use.
import type { Node } from '../../python/node';
import type { JobLoad } from '../detect/analysis';
import { emptyTest, filledTest } from '../detect/guards';
import type { Step } from '../detect/sites';
import { Refused } from './refuse';

/** The loads to make before start(). Throws Refused when each job chooses among them. */
export function neededByAll(loads: readonly JobLoad[], path: string): readonly JobLoad[] {
  const states = new Set(loads.map(stateOf));
  if (states.size < 2) return loads;
  const always = new Set(loads.filter(load => !choiceOn(load)).map(stateOf));
  const [first] = loads;
  if (always.size === 0 && first) {
    throw new Refused(
      path,
      choiceOn(first),
      `which model is loaded depends on the job (${[...states].join(', ')}).`,
      'Call the loader of the usual one before start() if there is one.',
    );
  }
  return loads.filter(load => always.has(stateOf(load)));
}

function stateOf({ guard }: JobLoad): string {
  return guard?.state ?? '';
}

/** The branch on the way to the guard that only some jobs take. */
function choiceOn({ steps, guard }: JobLoad): Node | undefined {
  if (!guard) return undefined;
  const inside = steps.findIndex(step => guard.node.holds(step.node));
  for (const step of steps.slice(0, inside < 0 ? undefined : inside + 1)) {
    const found = branchAround(step, guard.node);
    if (found) return found;
  }
  return undefined;
}

function branchAround(step: Step, guard: Node): Node | undefined {
  for (let at: Node = step.node, parent = at.parent; parent; at = parent, parent = at.parent) {
    if (parent.is('function_definition', 'lambda', 'class_definition')) return undefined;
    if (parent === guard) continue;
    if (isBranch(at, parent) && !isStateTest(parent.child('condition'), step)) return parent;
  }
  return undefined;
}

function isBranch(at: Node, parent: Node): boolean {
  if (parent.is('if_statement', 'elif_clause', 'while_statement')) return at.field !== 'condition';
  return parent.is('case_clause', 'except_clause');
}

function isStateTest(condition: Node | undefined, step: Step): boolean {
  return (emptyTest(condition, step) ?? filledTest(condition, step)) !== undefined;
}
