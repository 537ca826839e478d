// What an expression stands for, as far as reading can tell: a function, a class or its instance in a local file, or
// something of a package that is not followed.

import type { Program, ProgramFile } from '../../project/program';
import { assignedTo } from '../../python/assignments';
import { type ClassDef, classOf, type FunctionDef, functionOf } from '../../python/definitions';
import type { ImportedName } from '../../python/imports';
import type { Node } from '../../python/node';
import { importOf, scopeAt } from '../../python/qualify';
import type { Occurrence } from '../../python/scope';
import { annotatedNames, argumentFor, fieldsOf, isProperty } from './given';
import { itemsOf } from './stores';

export interface ClassValue {
  readonly kind: 'class';
  readonly file: ProgramFile;
  readonly definition: ClassDef;
  /** Of an instance: the call that made it, whose arguments its fields may hold. */
  readonly made?: Given | undefined;
}

/** A call, for what it hands over. */
export interface Given {
  readonly call: Node;
  readonly place: Place;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly file: ProgramFile;
  readonly definition: FunctionDef;
  readonly self?: ClassValue;
}

export type Value =
  | FunctionValue
  | ClassValue
  | { readonly kind: 'instance'; readonly of: ClassValue }
  | { readonly kind: 'module'; readonly file: ProgramFile }
  /** A dotted name in a package; `f()` stands for what calling f gives. */
  | { readonly kind: 'foreign'; readonly name: string };

/** Where an expression is read: its file, the class whose instance `self` is, and the call that its function runs for. */
export interface Place {
  readonly file: ProgramFile;
  readonly self?: ClassValue | undefined;
  readonly given?: (Given & { readonly to: Node }) | undefined;
}

const maxHops = 12;

export class Values {
  constructor(private readonly program: Program) {}

  of(node: Node | undefined, place: Place, hops = maxHops): Value | undefined {
    if (!node || hops <= 0) return undefined;
    switch (node.type) {
      case 'identifier':
        return this.name(node, place, hops);
      case 'attribute':
        return this.attribute(node, place, hops);
      case 'call':
        return this.bare(node, place, hops) ?? this.result(node, place, hops);
      case 'await':
      case 'parenthesized_expression':
      case 'conditional_expression':
        return this.of(node.parts[0], place, hops - 1);
      case 'boolean_operator':
        return this.firstOf([node.child('left'), node.child('right')], place, hops);
      case 'subscript':
        return this.item(node, place, hops);
      default:
        return undefined;
    }
  }

  private firstOf(nodes: readonly (Node | undefined)[], place: Place, hops: number): Value | undefined {
    for (const node of nodes) {
      const found = this.of(node, place, hops - 1);
      if (found) return found;
    }
    return undefined;
  }

  /** One of what the table holds stands for all: they are mostly alike. */
  private item(node: Node, place: Place, hops: number): Value | undefined {
    const table = node.child('value');
    const base = this.of(table, place, hops - 1);
    if (base || !table) return base?.kind === 'foreign' ? base : undefined;
    const found = this.firstOf(itemsOf(table, place.file.module), place, hops);
    // Of functions, all may be called: see dispatch.
    return found?.kind === 'function' ? undefined : found;
  }

  /** A module-level name of a file. */
  member(file: ProgramFile, name: string, hops: number): Value | undefined {
    const bindings = file.module.names.scope.bindings.get(name);
    if (bindings) return this.bound(bindings, { file }, hops);
    for (const star of file.module.imports.filter(found => found.member === '*')) {
      const source = this.program.resolve(file, star);
      const found = source && hops > 0 ? this.member(source, name, hops - 1) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  private name(node: Node, place: Place, hops: number): Value | undefined {
    if (place.self && node.text === 'self') return { kind: 'instance', of: place.self };
    if (place.self && node.text === 'cls') return place.self;
    const home = scopeAt(place.file.module, node).lookup(node.text);
    const bindings = home?.bindings.get(node.text);
    if (!bindings) return this.member(place.file, node.text, hops - 1);
    return this.bound(bindings, place, hops);
  }

  /** The last binding that can be read wins: `MODEL = None` above gives way to the assignment in a loader. */
  private bound(bindings: readonly Occurrence[], place: Place, hops: number): Value | undefined {
    for (const binding of [...bindings].reverse()) {
      const found = this.binding(binding, place, hops);
      if (found) return found;
    }
    return undefined;
  }

  private binding(binding: Occurrence, place: Place, hops: number): Value | undefined {
    const { file } = place;
    if (binding.role === 'function') {
      const definition = functionOf(binding.node.parent);
      return definition && { kind: 'function', file, definition };
    }
    if (binding.role === 'class') {
      const definition = classOf(binding.node.parent);
      return definition && { kind: 'class', file, definition };
    }
    if (binding.role === 'import') {
      const imported = importOf(file.module, binding.name, binding.node);
      return imported && this.imported(file, imported, hops);
    }
    if (binding.role === 'parameter') return this.parameter(binding, place, hops);
    return this.of(assignedTo(binding.node), place, hops - 1);
  }

  /** What the caller gave for it, else an instance of the local class it is annotated with. */
  private parameter({ name, node }: Occurrence, place: Place, hops: number): Value | undefined {
    const holder = node.closest('function_definition', 'lambda');
    const given = place.given?.to === holder && place.given;
    const value = given && holder && this.of(argumentFor(name, holder, given.call), given.place, hops - 1);
    if (value) return value;
    const typed = node.parent?.is('typed_parameter', 'typed_default_parameter') ? node.parent : undefined;
    return this.instanceOf(typed?.child('type'), place, hops);
  }

  private instanceOf(type: Node | undefined, place: Place, hops: number): Value | undefined {
    if (!type || hops <= 0) return undefined;
    for (const name of annotatedNames(type)) {
      const value = this.of(name, place, hops - 1);
      if (value?.kind === 'class') return { kind: 'instance', of: value };
    }
    return undefined;
  }

  private imported(from: ProgramFile, imported: ImportedName, hops: number): Value | undefined {
    const file = this.program.resolve(from, imported);
    if (!file || file === from) return { kind: 'foreign', name: imported.target };
    if (imported.member === undefined || imported.member === '*') return { kind: 'module', file };
    const found = this.member(file, imported.member, hops - 1);
    if (found) return found;
    const stem = file.path
      .replace(/(?:[\\/]__init__)?\.py$/, '')
      .split(/[\\/]/)
      .at(-1);
    return stem === imported.member ? { kind: 'module', file } : undefined;
  }

  private attribute(node: Node, place: Place, hops: number): Value | undefined {
    const name = node.child('attribute')?.text ?? '';
    if (node.child('object')?.text === 'super()') return this.inherited(node, name, { place, hops });
    const base = this.of(node.child('object'), place, hops - 1);
    switch (base?.kind) {
      case 'foreign':
        return { kind: 'foreign', name: `${base.name}.${name}` };
      case 'module':
        return this.member(base.file, name, hops - 1);
      case 'class':
        return this.method(base, name, hops) ?? this.field(base, name, hops);
      case 'instance':
        return this.ofInstance(base.of, name, hops);
      default:
        return undefined;
    }
  }

  private ofInstance(owner: ClassValue, name: string, hops: number): Value | undefined {
    const method = this.method(owner, name, hops);
    if (method?.kind !== 'function' || !isProperty(method.definition)) {
      return method ?? this.field(owner, name, hops);
    }
    return this.returned(method, undefined, hops);
  }

  /** The property that reading the attribute runs. */
  propertyOf(node: Node, place: Place): FunctionValue | undefined {
    const base = this.of(node.child('object'), place);
    const found =
      base?.kind === 'instance' ? this.methodOf(base.of, node.child('attribute')?.text ?? '') : undefined;
    return found && isProperty(found.definition) ? found : undefined;
  }

  methodOf(owner: ClassValue, name: string): FunctionValue | undefined {
    const found = this.method(owner, name, maxHops);
    return found?.kind === 'function' ? found : undefined;
  }

  /** A method of a class or of the first local base that has it. */
  private method(owner: ClassValue, name: string, hops: number): Value | undefined {
    const definition = owner.definition.methods.get(name);
    if (definition) return { kind: 'function', file: owner.file, definition, self: owner };
    return this.baseMethod(owner, { name, self: owner }, hops);
  }

  private baseMethod(
    { definition, file }: ClassValue,
    wanted: { readonly name: string; readonly self: ClassValue },
    hops: number,
  ): Value | undefined {
    if (hops <= 0) return undefined;
    for (const base of definition.bases) {
      const value = this.of(base, { file }, hops - 1);
      const found = value?.kind === 'class' ? this.method(value, wanted.name, hops - 1) : undefined;
      if (found) return found.kind === 'function' ? { ...found, self: wanted.self } : found;
    }
    return undefined;
  }

  /** `super().name`: the method of the bases of the class that the call stands in, on the same object. */
  private inherited(
    node: Node,
    name: string,
    { place, hops }: { readonly place: Place; readonly hops: number },
  ): Value | undefined {
    const definition = classOf(node.closest('class_definition'));
    if (!definition || !place.self) return undefined;
    const from: ClassValue = { kind: 'class', file: place.file, definition };
    return this.baseMethod(from, { name, self: place.self }, hops);
  }

  private field(owner: ClassValue, name: string, hops: number): Value | undefined {
    if (hops <= 0) return undefined;
    const { file, definition, made } = owner;
    const init = definition.methods.get('__init__')?.node;
    const place = { file, self: owner, given: made && init && { ...made, to: init } };
    for (const { value, type, given } of fieldsOf(owner, name)) {
      const found =
        this.of(value, place, hops - 1) ??
        (given && made ? this.of(given, made.place, hops - 1) : undefined) ??
        this.instanceOf(type, place, hops);
      if (found) return found;
    }
    for (const base of definition.bases) {
      const above = this.of(base, { file }, hops - 1);
      const found = above?.kind === 'class' ? this.field({ ...above, made }, name, hops - 1) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** `object.__new__(Cls)`, `super().__new__(cls)`. */
  private bare(call: Node, place: Place, hops: number): Value | undefined {
    const callee = call.child('function');
    if (callee?.child('attribute')?.text !== '__new__') return undefined;
    const value = this.of(call.child('arguments')?.parts[0], place, hops - 1);
    return value?.kind === 'class' ? { kind: 'instance', of: { ...value, made: { call, place } } } : value;
  }

  private result(call: Node, place: Place, hops: number): Value | undefined {
    const callee = this.of(call.child('function'), place, hops - 1);
    if (callee?.kind === 'foreign') return { kind: 'foreign', name: `${callee.name}()` };
    if (callee?.kind === 'class') return { kind: 'instance', of: { ...callee, made: { call, place } } };
    return callee?.kind === 'function' ? this.returned(callee, { call, place }, hops) : undefined;
  }

  private returned(callee: FunctionValue, made: Given | undefined, hops: number): Value | undefined {
    const { file, definition, self } = callee;
    const place = { file, self, given: made && { ...made, to: definition.node } };
    for (const statement of definition.node.descendants('return_statement')) {
      if (statement.closest('function_definition', 'lambda') !== definition.node) continue;
      const found = this.of(statement.parts[0], place, hops - 1);
      if (found) return found;
    }
    return undefined;
  }
}
