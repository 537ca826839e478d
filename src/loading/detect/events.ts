// What happens, in order, when Python runs a module: its imports and the calls of its own statements.
import type { Call } from '../../python/calls';
import { callsIn } from '../../python/callsByOwner';
import type { ImportedName } from '../../python/imports';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { isMainGuard } from '../../python/statements';
import { isExit } from './shapes';

/** A call or an import among what a module does when it runs. */
export interface Event {
  readonly at: number;
  readonly call?: Call;
  readonly imported?: ImportedName;
  /** Under `if __name__ == "__main__":`. */
  readonly isGuarded?: boolean;
  /** In a branch that ends the process. */
  readonly endsInExit?: boolean;
}

/** In the order in which they take effect: arguments before the call they are for. */
export function eventsOf(module: Module): readonly Event[] {
  const calls = callsIn(module, undefined).map(call => ({
    at: call.node.end,
    call,
    isGuarded: isUnderMainGuard(call.node),
    endsInExit: isUnderExit(call.node),
  }));
  const imports = module.imports
    .filter(({ statement }) => !statement.closest('function_definition', 'class_definition'))
    .map(imported => ({ at: imported.node.end, imported }));
  return [...calls, ...imports].sort((a, b) => a.at - b.at);
}

export function byEnd(calls: readonly Call[]): readonly Call[] {
  return calls.toSorted((a, b) => a.node.end - b.node.end);
}

function isUnderExit(node: Node): boolean {
  let at: Node = node;
  for (let parent = at.parent; parent; at = parent, parent = at.parent) {
    if (at.type === 'block' && parent.is('if_statement', 'elif_clause') && isExit(at.parts.at(-1)))
      return true;
  }
  return false;
}

function isUnderMainGuard(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) if (isMainGuard(at)) return true;
  return false;
}
