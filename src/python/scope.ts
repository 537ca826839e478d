// Scopes and the names in them, by Python's own rules: class scopes are not seen from their methods, `global` and
// `nonlocal` move a binding, a walrus leaves its comprehension.
import type { Node } from './node';

export type ScopeKind = 'module' | 'function' | 'class' | 'lambda' | 'comprehension' | 'type';

/** How a name is bound. */
export type BindingKind =
  | 'assign'
  | 'augmented'
  | 'annotation'
  | 'import'
  | 'function'
  | 'class'
  | 'parameter'
  | 'for'
  | 'with'
  | 'except'
  | 'walrus'
  | 'capture'
  | 'type';

export type Role = BindingKind | 'read' | 'delete';

/** One mention of a name in the text. */
export class Occurrence {
  readonly name: string;

  constructor(
    /** The identifier's row in the file's tree. */
    readonly index: number,
    readonly role: Role,
    /** The scope the text stands in; `home` tells where the name lives. */
    readonly scope: Scope,
  ) {
    this.name = scope.node.source.textAt(index);
  }

  get node(): Node {
    return this.scope.node.source.nodeAt(this.index);
  }
}

export class Scope {
  /** Names declared `global` or `nonlocal` here. */
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  private readonly bound = new Map<string, Occurrence[]>();
  private unread: (() => void) | undefined;

  constructor(
    readonly kind: ScopeKind,
    readonly node: Node,
    readonly parent: Scope | undefined,
  ) {}

  /** Names that live here, with everything that binds them, also from scopes that declare them global. */
  get bindings(): ReadonlyMap<string, readonly Occurrence[]> {
    this.unread?.();
    return this.bound;
  }

  /** What reads the body that this scope is of, as soon as somebody asks what is bound here. */
  readLater(read: () => void): void {
    this.unread = () => {
      this.unread = undefined;
      read();
    };
  }

  get module(): Scope {
    return this.parent?.module ?? this;
  }

  /** Where a binding made in this scope lives. */
  homeOfBinding(name: string, role: Role): Scope {
    if (role === 'walrus' && this.kind === 'comprehension' && this.parent) {
      return this.parent.homeOfBinding(name, role);
    }
    if (this.globals.has(name)) return this.module;
    if (this.nonlocals.has(name)) return this.parent?.enclosing(name) ?? this;
    return this;
  }

  /** The scope that gives `name` its meaning here; undefined for builtins and for names bound nowhere. */
  lookup(name: string): Scope | undefined {
    if (this.globals.has(name)) return this.module.bindings.has(name) ? this.module : undefined;
    if (this.bindings.has(name)) return this;
    return this.parent?.enclosing(name);
  }

  private enclosing(name: string): Scope | undefined {
    if (this.globals.has(name)) return this.module.bindings.has(name) ? this.module : undefined;
    if (this.kind !== 'class' && this.bindings.has(name)) return this;
    return this.parent?.enclosing(name);
  }

  /** Notes a binding where it lives. */
  bind(occurrence: Occurrence): void {
    const known = this.bound.get(occurrence.name);
    if (known) known.push(occurrence);
    else this.bound.set(occurrence.name, [occurrence]);
  }
}

/** The scope in which an occurrence's name lives; undefined for builtins and unknown names. */
export function home(occurrence: Occurrence): Scope | undefined {
  const { name, role, scope } = occurrence;
  if (role === 'read' || role === 'delete') return scope.lookup(name);
  return scope.homeOfBinding(name, role);
}
