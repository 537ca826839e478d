// Who uses a module-level name: statements directly, and functions on their behalf.

import { firstWhere } from '../../base/halving';
import { type FunctionDef, functionOf } from '../../python/definitions';
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
  const definitions = module.known(outermost);
  const wanted = new Set(names);
  // A set that grows while it is walked: each function found may have callers.
  for (const name of wanted) {
    for (const found of module.names.of(name)) {
      const definition = module.names.isTopLevel(found) ? holderOf(definitions, found.index) : undefined;
      if (definition === undefined || definition.name === name) continue;
      touching.add(definition.name);
      wanted.add(definition.name);
    }
  }
  return touching;
}

/** The functions that stand in no other and in no class, in document order. */
function outermost({ functions }: Module): readonly FunctionDef[] {
  return functions.filter(
    ({ node }) => node.closest('function_definition', 'class_definition') === undefined,
  );
}

/** The one of disjoint functions that a row is in. */
function holderOf(definitions: readonly FunctionDef[], row: number): FunctionDef | undefined {
  const found =
    definitions[firstWhere(definitions.length, at => (definitions[at]?.node.index ?? 0) > row) - 1];
  return found && row <= found.node.last ? found : undefined;
}

/** Module-level names bound by running the node itself, in order; the name of an except clause is gone after it. */
export function namesBoundBy(module: Module, node: Node): string[] {
  const bound = new Set<string>();
  for (const found of module.names.insideAtOnce(node)) {
    const { role } = found;
    if (role === 'read' || role === 'delete' || role === 'except') continue;
    if (home(found) === module.names.scope && !isDeferred(found.node, node)) bound.add(found.name);
  }
  return [...bound];
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
