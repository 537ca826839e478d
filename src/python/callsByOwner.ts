// Calls by the code that makes them.
import type { Call } from './calls';
import type { Module } from './module';
import type { Node } from './node';
import { ownerOf } from './statements';

/** The calls that one function or lambda makes itself, or that run with the module (undefined), in document order. */
export function callsIn(module: Module, owner: Node | undefined): readonly Call[] {
  return module.known(grouped).get(owner) ?? [];
}

function grouped(module: Module): ReadonlyMap<Node | undefined, readonly Call[]> {
  const groups = new Map<Node | undefined, Call[]>();
  for (const call of module.calls) {
    const owner = ownerOf(call.node);
    const group = groups.get(owner);
    if (group) group.push(call);
    else groups.set(owner, [call]);
  }
  return groups;
}
