// Names that are read and bound nowhere: a NameError waiting. A star import could provide any name, so a file with
// one has no undefined names that we could be sure of.
import { builtinNames } from './builtins';
import { freeNamesOf } from './freeNames';
import type { Module } from './module';
import type { Occurrence } from './scope';

/** Reads of names that no scope binds and Python does not provide, in document order. */
export function undefinedNames(module: Module): readonly Occurrence[] {
  return module.known(unbound);
}

function unbound(module: Module): readonly Occurrence[] {
  if (module.imports.some(found => found.member === '*')) return [];
  const { names } = module;
  const { bindings } = names.scope;
  const isGiven = (name: string) => bindings.has(name) || builtinNames.has(name);
  return names
    .outsideOrIn(body => !freeNamesOf(body).every(isGiven))
    .filter(
      found =>
        found.role === 'read' &&
        !found.scope.lookup(found.name) &&
        !builtinNames.has(found.name) &&
        !givenByClass(found) &&
        !found.node.closest('ERROR'),
    );
}

/** `__class__` exists in methods, `__qualname__` and `__module__` in class bodies. */
function givenByClass(found: Occurrence): boolean {
  return (
    /^__(?:class|qualname|module)__$/.test(found.name) && found.node.closest('class_definition') !== undefined
  );
}
