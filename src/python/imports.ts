// Imports, wherever they stand: absolute, relative, starred, under a condition, inside a function.
import type { Node } from './node';

export interface ImportedName {
  /** The whole import statement. */
  readonly statement: Node;
  /** The part of the statement that brings this one name. */
  readonly node: Node;
  /** `a.b` of `import a.b` or `from ..a.b import c`; empty for `from . import c`. */
  readonly module: string;
  /** Leading dots of a relative import. */
  readonly level: number;
  /** The member of a from-import; `*` for a star; undefined for a plain import. */
  readonly member: string | undefined;
  /** The name it binds here: the alias, or the first segment of a plain import. Undefined for a star. */
  readonly bound: string | undefined;
  /** What the bound name stands for, dotted: `torch.nn` of `import torch.nn as nn`, `torch` of `import torch.nn`. */
  readonly target: string;
}

/** All names that one import statement brings. Half-typed statements give what they say so far. */
export function importedNames(statement: Node): ImportedName[] {
  if (statement.type === 'import_statement') return plainImports(statement);
  if (statement.type === 'future_import_statement') return [];
  const from = statement.child('module_name');
  const path = (from?.type === 'relative_import' ? from.childOfType('dotted_name') : from)?.text ?? '';
  const module = dotted(path);
  const level = from?.childOfType('import_prefix')?.text.replace(/[^.]/g, '').length ?? 0;
  const star = statement.childOfType('wildcard_import');
  if (star) {
    return [{ statement, node: star, module, level, member: '*', bound: undefined, target: module }];
  }
  return statement.childrenFor('name').map(node => {
    const member = dotted(nameOf(node));
    const bound = node.child('alias')?.text ?? member;
    const target = '.'.repeat(level) + (module ? `${module}.${member}` : member);
    return { statement, node, module, level, member, bound, target };
  });
}

function plainImports(statement: Node): ImportedName[] {
  return statement.childrenFor('name').map(node => {
    const module = dotted(nameOf(node));
    const alias = node.child('alias')?.text;
    const first = module.split('.', 1)[0] ?? module;
    const target = alias ? module : first;
    return { statement, node, module, level: 0, member: undefined, bound: alias ?? first, target };
  });
}

function nameOf(node: Node): string {
  return node.type === 'aliased_import' ? (node.child('name')?.text ?? '') : node.text;
}

function dotted(text: string): string {
  return text.replace(/\s+/g, '');
}
