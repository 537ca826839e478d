// Every mention of a name in a file, with its scope. The body of a function that stands in no other is read when
// somebody first asks about it: most questions are about the handler and the module, and most of a file is neither.
import { firstWhere } from '../base/halving';
import type { Node } from './node';
import { home, type Occurrence, type Scope } from './scope';

/** What has names of its own. */
const opening: readonly string[] = [
  'function_definition',
  'lambda',
  'class_definition',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
  'type_alias_statement',
  'type_parameter',
];

/** A part of the file that is read at once: the module with all heads of functions, or one function's body. */
export interface Part {
  /** In document order. */
  readonly occurrences: readonly Occurrence[];
  /** The scopes that its functions, classes, lambdas and comprehensions open, by the row of these. */
  readonly scopes: ReadonlyMap<number, Scope>;
}

/** A body that waits; `read` answers the same part every time. */
export interface Body {
  readonly node: Node;
  readonly read: () => Part;
}

export class Names {
  private all: readonly Occurrence[] | undefined;
  private readonly openers: readonly number[];
  /** The parts of these that names inside belong to. */
  private readonly inner: readonly number[];

  constructor(
    /** The module's. */
    readonly scope: Scope,
    private readonly top: Part,
    /** In document order; none holds another. */
    private readonly bodies: readonly Body[],
  ) {
    const { grammar } = scope.node.source;
    this.openers = grammar.kindsOf(opening);
    this.inner = ['body', 'parameters'].map(field => grammar.fieldNumber(field));
  }

  /** All mentions in document order: reads every body. */
  get occurrences(): readonly Occurrence[] {
    this.all ??= inOrder(this.parts(this.bodies).map(part => part.occurrences));
    return this.all;
  }

  /** The mentions outside the bodies that can wait, and in those of them for which it holds, in document order. */
  outsideOrIn(holds: (body: Body) => boolean): readonly Occurrence[] {
    return inOrder(this.parts(this.bodies.filter(holds)).map(({ occurrences }) => occurrences));
  }

  /** The mentions inside a node, in document order. */
  inside(node: Node): readonly Occurrence[] {
    const { index, last } = node;
    return inOrder(
      this.parts(this.bodiesIn(index, last)).map(part => between(part.occurrences, index, last)),
    );
  }

  /** The same but for the bodies of functions that the node defines, as far as these can wait. */
  insideAtOnce(node: Node): readonly Occurrence[] {
    const { index, last } = node;
    const around = this.bodiesIn(index, index);
    return inOrder(this.parts(around).map(part => between(part.occurrences, index, last)));
  }

  /** The mentions of one name, in document order. */
  of(name: string): readonly Occurrence[] {
    const parts = this.parts(this.bodiesWith(name));
    return inOrder(parts.map(({ occurrences }) => occurrences.filter(found => found.name === name)));
  }

  /** Whether the mention is of a name that lives at module level, or nowhere in the file. */
  isTopLevel(found: Occurrence): boolean {
    return (home(found) ?? this.scope) === this.scope;
  }

  /** The scope that a function, class, lambda or comprehension opens. */
  scopeOf(node: Node): Scope | undefined {
    return this.opened(node.index);
  }

  /** The scope that names at a node are looked up from. */
  at(node: Node): Scope {
    const { source } = node;
    const { parents, fields } = source.rows;
    for (
      let at = node.index, parent = parents[at] ?? -1;
      parent >= 0;
      at = parent, parent = parents[at] ?? -1
    ) {
      if (!this.openers.includes(source.rows.kinds[parent] ?? 0)) continue;
      const scope = this.opened(parent);
      // Names in a definition's head (defaults, bases, decorators) belong outside; only its body is inside.
      if (scope && (scope.kind === 'comprehension' || this.inner.includes(fields[at] ?? 0))) return scope;
    }
    return this.scope;
  }

  private opened(row: number): Scope | undefined {
    const known = this.top.scopes.get(row);
    if (known) return known;
    const body = this.bodies[lastAt(this.bodies, row)];
    return body && row <= body.node.last ? body.read().scopes.get(row) : undefined;
  }

  private parts(bodies: readonly Body[]): readonly Part[] {
    return [this.top, ...bodies.map(body => body.read())];
  }

  private bodiesIn(from: number, to: number): readonly Body[] {
    const first = Math.max(lastAt(this.bodies, from), 0);
    return this.bodies.slice(first, lastAt(this.bodies, to) + 1).filter(({ node }) => from <= node.last);
  }

  private bodiesWith(name: string): readonly Body[] {
    const { text } = this.scope.node.source.lines;
    const found: Body[] = [];
    if (name === '') return found;
    for (let at = text.indexOf(name); at >= 0; ) {
      const after = at + name.length;
      const isWhole = !isNamePart(text.charCodeAt(at - 1)) && !isNamePart(text.charCodeAt(after));
      const body = isWhole ? this.bodyAt(at) : undefined;
      if (body) found.push(body);
      // Once in a body is enough: the search goes on behind it.
      at = text.indexOf(name, body?.node.end ?? after);
    }
    return found;
  }

  /** The body that a place in the text is in. */
  private bodyAt(offset: number): Body | undefined {
    const next = firstWhere(this.bodies.length, index => (this.bodies[index]?.node.start ?? 0) > offset);
    const body = this.bodies[next - 1];
    return body && offset < body.node.end ? body : undefined;
  }
}

/** Letters, digits and `_`, and whatever is no ASCII; NaN, which is outside the text, is none. */
function isNamePart(code: number): boolean {
  const isDigit = code >= 48 && code <= 57;
  const letter = code | 32;
  return isDigit || code === 95 || (letter >= 97 && letter <= 122) || code >= 128;
}

/** Index of the last body that begins at the row or before it; -1 when there is none. */
function lastAt(bodies: readonly Body[], row: number): number {
  return firstWhere(bodies.length, index => (bodies[index]?.node.index ?? 0) > row) - 1;
}

function between(mentions: readonly Occurrence[], first: number, last: number): readonly Occurrence[] {
  const from = (row: number) => firstWhere(mentions.length, index => (mentions[index]?.index ?? 0) >= row);
  return mentions.slice(from(first), from(last + 1));
}

/** The first list may have entries between those of the others, which follow each other. */
function inOrder([first = [], ...others]: readonly (readonly Occurrence[])[]): readonly Occurrence[] {
  const filled = others.filter(list => list.length > 0);
  if (filled.length === 0) return first;
  const found: Occurrence[] = [];
  let at = 0;
  for (const list of filled) {
    const until = firstWhere(first.length, index => (first[index]?.index ?? 0) > (list[0]?.index ?? 0));
    found.push(...first.slice(at, until), ...list);
    at = until;
  }
  found.push(...first.slice(at));
  return found;
}
