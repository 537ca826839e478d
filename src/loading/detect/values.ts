// What an expression stands for, as far as reading can tell: a function, a class or its instance in a local file, or
// something of a package that is not followed.

import type { Program, ProgramFile } from '../../project/program';
import { assignedTo } from '../../python/assignments';
import { type ClassDef, classOf, type FunctionDef, functionOf } from '../../python/definitions';
import type { ImportedName } from '../../python/imports';
import type { Node } from '../../python/node';
import { importOf, scopeAt } from '../../python/qualify';
import type { Occurrence } from '../../python/scope';

export interface ClassValue {
  readonly kind: 'class';
  readonly file: ProgramFile;
  readonly definition: ClassDef;
}

export type Value =
  | {
      readonly kind: 'function';
      readonly file: ProgramFile;
      readonly definition: FunctionDef;
      readonly self?: ClassValue;
    }
  | ClassValue
  | { readonly kind: 'instance'; readonly of: ClassValue }
  | { readonly kind: 'module'; readonly file: ProgramFile }
  /** A dotted name in a package; `f()` stands for what calling f gives. */
  | { readonly kind: 'foreign'; readonly name: string };

/** Where an expression is read: its file, and the class whose instance `self` is. */
export interface Place {
  readonly file: ProgramFile;
  readonly self?: ClassValue | undefined;
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
        return this.result(this.of(node.child('function'), place, hops - 1), hops);
      case 'await':
      case 'parenthesized_expression':
      case 'conditional_expression':
        return this.of(node.parts[0], place, hops - 1);
      case 'subscript': {
        const base = this.of(node.child('value'), place, hops - 1);
        return base?.kind === 'foreign' ? base : undefined;
      }
      default:
        return undefined;
    }
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
    if (place.self && /^(?:self|cls)$/.test(node.text)) return { kind: 'instance', of: place.self };
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
    return this.of(assignedTo(binding.node), place, hops - 1);
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
        return this.method(base, name, hops);
      case 'instance':
        return this.method(base.of, name, hops) ?? this.field(base.of, name, hops);
      default:
        return undefined;
    }
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
    const targets = owner.definition.node
      .descendants('attribute')
      .filter(node => node.text === `self.${name}` || node.text === `cls.${name}`);
    for (const target of targets) {
      const value = this.of(assignedTo(target), { file: owner.file, self: owner }, hops - 1);
      if (value) return value;
    }
    return undefined;
  }

  private result(callee: Value | undefined, hops: number): Value | undefined {
    if (callee?.kind === 'foreign') return { kind: 'foreign', name: `${callee.name}()` };
    if (callee?.kind === 'class') return { kind: 'instance', of: callee };
    if (callee?.kind !== 'function') return undefined;
    const { file, definition, self } = callee;
    for (const statement of definition.node.descendants('return_statement')) {
      if (statement.closest('function_definition', 'lambda') !== definition.node) continue;
      const found = this.of(statement.parts[0], { file, self }, hops - 1);
      if (found) return found;
    }
    return undefined;
  }
}
