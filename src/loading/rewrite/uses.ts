// Who uses a module-level name: statements directly, and functions on their behalf.

import { functionOf } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import { home, type Occurrence } from '../../python/scope';

/** Mentions of module-level names inside a node. */
export function topLevelMentions(module: Module, node: Node): readonly Occurrence[] {
  const { names } = module;
  return names.inside(node).filter(found => names.isTopLevel(found));
}

/** The same without what the node only defines; some of that may be among them. */
function mentionsAtOnce({ names }: Module, node: Node): readonly Occurrence[] {
  return names.insideAtOnce(node).filter(found => names.isTopLevel(found));
}

/** Whether running the node itself (not calling what it defines) reads or deletes one of the names. */
export function runsWith(module: Module, node: Node, names: ReadonlySet<string>): boolean {
  return mentionsAtOnce(module, node).some(
    found => names.has(found.name) && isUse(found) && !isDeferred(found.node, node),
  );
}

/** Whether anything in the node, deferred or not, mentions one of the names. */
export function mentions(module: Module, node: Node, names: ReadonlySet<string>): boolean {
  return topLevelMentions(module, node).some(found => names.has(found.name));
}

function isUse({ role }: Occurrence): boolean {
  return role === 'read' || role === 'delete' || role === 'augmented';
}

/** Inside the body of a function or lambda that `within` only defines. */
function isDeferred(node: Node, within: Node): boolean {
  for (let at = node; at !== within && at.parent; at = at.parent) {
    if (at.field === 'body' && at.parent.is('function_definition', 'lambda') && within.holds(at.parent))
      return true;
  }
  return false;
}

/** Names of module-level functions whose calls read, bind or delete one of the names, directly or through others. */
export function functionsTouching(module: Module, names: ReadonlySet<string>): Set<string> {
  const touching = new Set<string>();
  const definitions = module.functions.filter(
    found => found.node.closest('function_definition', 'class_definition') === undefined,
  );
  const wanted = new Set(names);
  // A set that grows while it is walked: each function found may have callers.
  for (const name of wanted) {
    const mentioned = module.names.of(name).filter(found => module.names.isTopLevel(found));
    for (const definition of definitions) {
      if (definition.name === name || !mentioned.some(found => definition.node.holds(found.node))) continue;
      touching.add(definition.name);
      wanted.add(definition.name);
    }
  }
  return touching;
}

/** Module-level names bound by running the node itself, in order; the name of an except clause is gone after it. */
export function namesBoundBy(module: Module, node: Node): string[] {
  const bound = mentionsAtOnce(module, node).filter(
    found =>
      found.role !== 'read' &&
      found.role !== 'delete' &&
      found.role !== 'except' &&
      home(found) === module.names.scope &&
      !isDeferred(found.node, node),
  );
  return [...new Set(bound.map(found => found.name))];
}

/** Names deleted by running the node itself. */
export function namesDeletedBy(module: Module, node: Node): string[] {
  const found = mentionsAtOnce(module, node).filter(({ role }) => role === 'delete');
  return found.map(({ name }) => name);
}

/** Names a function declares global and binds. */
export function publishedBy(node: Node): string[] {
  const definition = functionOf(node);
  if (!definition) return [];
  const declared = new Set(
    node.descendants('global_statement').flatMap(found => found.parts.map(part => part.text)),
  );
  return [...declared];
}
