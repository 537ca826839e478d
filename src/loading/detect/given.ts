// What a call hands over, and where an object keeps it: arguments by parameter, fields by name, classes by annotation.
import { assignedTo } from '../../python/assignments';
import { callOf } from '../../python/calls';
import type { FunctionDef } from '../../python/definitions';
import type { Module } from '../../python/module';
import type { Node } from '../../python/node';
import type { ClassValue } from './values';

/** The argument of the call for a parameter of the function. */
export function argumentFor(parameter: string, holder: Node, call: Node): Node | undefined {
  const given = callOf(call);
  const named = given?.keywords.get(parameter);
  if (named || !given) return named;
  const parts = holder.child('parameters')?.parts ?? [];
  const names = parts.map(part => (part.child('name') ?? part.descendants('identifier')[0] ?? part).text);
  const first = /^(?:self|cls)$/.test(names[0] ?? '') ? 1 : 0;
  const at = names.indexOf(parameter) - first;
  const isPlain = at >= 0 && !given.args.slice(0, at + 1).some(argument => argument.type === 'list_splat');
  return isPlain ? given.args[at] : undefined;
}

/** A place where an object's field gets its value. */
interface Field {
  readonly value?: Node | undefined;
  readonly type?: Node | undefined;
  /** What the call that made the object gave for it, of a dataclass. */
  readonly given?: Node | undefined;
}

/** `self.name = …` in the class, `name: Type` in its body, `object.name = …` where the object was made. */
export function fieldsOf({ file, definition, made }: ClassValue, name: string): Field[] {
  const own = ownFields(file.module, definition.node).get(name) ?? [];
  const declared = definition.body.parts
    .map(part => (part.type === 'expression_statement' ? part.parts[0] : undefined))
    .filter(node => node?.type === 'assignment');
  const at = declared.findIndex(node => node?.child('left')?.text === name);
  const field = declared[at];
  const call = definition.methods.has('__init__') ? undefined : callOf(made?.call);
  const inBody = field && {
    value: field.child('right'),
    type: field.child('type'),
    given: call?.keywords.get(name) ?? call?.args[at],
  };
  return [...own, ...(inBody ? [inBody] : []), ...setLater(name, made?.call)];
}

/** `self.name = …`, by name, read once for a class. */
function ownFields(module: Module, owner: Node): ReadonlyMap<string, readonly Field[]> {
  const known = module.known(fieldsByClass);
  const before = known.get(owner);
  if (before) return before;
  const found = new Map<string, Field[]>();
  for (const node of owner.descendants('attribute')) {
    const field = { value: assignedTo(node), type: annotationOf(node) };
    if (!(field.value || field.type) || !/^(?:self|cls)$/.test(node.child('object')?.text ?? '')) continue;
    const name = node.child('attribute')?.text ?? '';
    const same = found.get(name);
    if (same) same.push(field);
    else found.set(name, [field]);
  }
  known.set(owner, found);
  return found;
}

function fieldsByClass(): Map<Node, ReadonlyMap<string, readonly Field[]>> {
  return new Map();
}

/** `worker.model = model` in the function that makes the worker. */
function setLater(name: string, call: Node | undefined): Field[] {
  const maker = call?.closest('function_definition');
  const targets = maker?.descendants('attribute') ?? [];
  return targets
    .filter(node => node.field === 'left' && node.child('attribute')?.text === name)
    .map(node => ({ value: assignedTo(node) }));
}

function annotationOf(target: Node): Node | undefined {
  return target.parent?.type === 'assignment' && target.field === 'left'
    ? target.parent.child('type')
    : undefined;
}

/** Names that an annotation may stand for: one class, perhaps optional; a list of them is none. */
export function annotatedNames(type: Node): Node[] {
  const found = type.descendants('identifier');
  const isMany = type.descendants('generic_type', 'subscript').length > 0;
  return isMany && !/\bOptional\[\w+\]$/.test(type.text) ? [] : found;
}

/** Reading it as an attribute runs it. */
export function isProperty({ decorators }: FunctionDef): boolean {
  return decorators.some(({ text }) => /^@(?:\w+\.)*(?:cached_)?property\b/.test(text));
}

/** Names of the properties in a file. */
export function propertyNames(module: Module): readonly string[] {
  if (!module.says(/@[\w.]*property\b/)) return [];
  return module.functions.filter(isProperty).map(({ name }) => name);
}
