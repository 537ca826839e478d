// The runway: the statements that run before start(), block by block. A load stands in the innermost block that holds
// both it and start().
import type { ProgramFile } from '../../project/program';
import type { StartCall } from '../../project/start';
import type { Node } from '../../python/node';
import { enclosingFunction } from '../../python/statements';
import type { Site, Step } from '../detect/sites';

export interface RunwaySpot {
  /** Module, or the block of a main guard, a try or the function that calls start(). */
  readonly block: Node;
  /** The statement of that block which loads. */
  readonly statement: Node;
  /** The call in the statement: the load itself or the first step towards it. */
  readonly step: Step;
  /** The function the block is in: `main()`. */
  readonly function: Node | undefined;
}

/** Where a load before start() stands; undefined when it happens in another file, on import. */
export function spotOf(site: Site, file: ProgramFile, start: StartCall): RunwaySpot | undefined {
  const step = site.steps.findLast(
    found =>
      found.file === file &&
      isOnRunway(found.node, start) &&
      !found.node.is('import_statement', 'import_from_statement'),
  );
  if (!step) return undefined;
  let statement: Node = step.node;
  while (
    statement.parent &&
    !(statement.parent.is('block', 'module') && statement.parent.holds(start.call.node))
  ) {
    statement = statement.parent;
  }
  const block = statement.parent ?? file.module.root;
  return { block, statement, step, function: enclosingFunction(statement) };
}

function isOnRunway(node: Node, start: StartCall): boolean {
  const inside = enclosingFunction(node);
  return inside === undefined || inside === start.function?.node;
}

/** The statements of the block before the one that holds start(); all of them in a file that start() is not in. */
export function beforeStart(block: Node, start: StartCall | undefined): readonly Node[] {
  const at = start ? block.parts.findIndex(part => part.holds(start.call.node)) : -1;
  return at < 0 ? block.parts : block.parts.slice(0, at);
}

/** The statement of the block that start() is in. */
export function startIn(block: Node, start: StartCall | undefined): Node | undefined {
  return start && block.parts.find(part => part.holds(start.call.node));
}
