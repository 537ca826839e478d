// What a dotted name stands for once imports are followed: `AutoModel.from_pretrained` becomes
// `transformers.AutoModel.from_pretrained` when the file says `from transformers import AutoModel`.
import { dottedName } from './calls';
import type { ImportedName } from './imports';
import type { Module } from './module';
import type { Node } from './node';
import type { Scope } from './scope';

/** The import that gives `name` its meaning as seen from `node`; the last one where several could. */
export function importOf(module: Module, name: string, node: Node): ImportedName | undefined {
  const imports = module.importsByName.get(name);
  if (!imports) return undefined;
  const home = scopeAt(module, node).lookup(name);
  const statements = home?.bindings
    .get(name)
    ?.filter(found => found.role === 'import')
    .map(found => found.node);
  if (!statements || statements.length === 0) return undefined;
  return imports.findLast(found => statements.some(node => found.statement.holds(node)));
}

/** The dotted name of an expression with its first segment replaced by what was imported; as written otherwise. */
export function qualifiedName(module: Module, expression: Node | undefined): string | undefined {
  if (!expression) return undefined;
  const { qualifiedNames } = module;
  const known = qualifiedNames.get(expression);
  if (known !== undefined || qualifiedNames.has(expression)) return known;
  const name = qualify(module, expression);
  qualifiedNames.set(expression, name);
  return name;
}

function qualify(module: Module, expression: Node): string | undefined {
  const written = dottedName(expression);
  if (!written) return undefined;
  const [first = '', ...rest] = written.split('.');
  const imported = importOf(module, first, expression);
  return imported ? [imported.target, ...rest].join('.') : written;
}

/** The scope that names at `node` are looked up from. */
export function scopeAt(module: Module, node: Node): Scope {
  return module.names.at(node);
}
