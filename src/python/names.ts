// Every mention of a name in a file, with its scope. The body of a function that stands in no other is read when
// somebody first asks about it: most questions are about the handler and the module, and most of a file is neither.
import type { Node } from './node';
import { home, type Occurrence, type Scope } from './scope';

/** A part of the file that is read at once: the module with all heads of functions, or one function's body. */
export interface Part {
  /** In document order. */
  readonly occurrences: readonly Occurrence[];
  /** The scopes that its functions, classes, lambdas and comprehensions open. */
  readonly scopes: ReadonlyMap<Node, Scope>;
}

/** A body that waits; `read` answers the same part every time. */
export interface Body {
  readonly node: Node;
  readonly read: () => Part;
}

export class Names {
  private all: readonly Occurrence[] | undefined;

  constructor(
    /** The module's. */
    readonly scope: Scope,
    private readonly top: Part,
    /** In document order; none holds another. */
    private readonly bodies: readonly Body[],
  ) {}

  /** All mentions in document order: reads every body. */
  get occurrences(): readonly Occurrence[] {
    this.all ??= inOrder([this.top, ...this.bodies.map(body => body.read())].map(part => part.occurrences));
    return this.all;
  }

  /** The mentions inside a node, in document order. */
  inside(node: Node): readonly Occurrence[] {
    const parts = [this.top, ...this.bodiesIn(node.start, node.end).map(body => body.read())];
    return inOrder(parts.map(({ occurrences }) => between(occurrences, node.start, node.end)));
  }

  /** The mentions of one name, in document order. */
  of(name: string): readonly Occurrence[] {
    const parts = new Set([this.top, ...this.bodiesWith(name).map(body => body.read())]);
    return inOrder([...parts].map(({ occurrences }) => occurrences.filter(found => found.name === name)));
  }

  /** Whether the mention is of a name that lives at module level, or nowhere in the file. */
  isTopLevel(found: Occurrence): boolean {
    return (home(found) ?? this.scope) === this.scope;
  }

  /** The scope that a function, class, lambda or comprehension opens. */
  scopeOf(node: Node): Scope | undefined {
    const known = this.top.scopes.get(node);
    if (known) return known;
    const body = this.bodies[lastAt(this.bodies, node.start)];
    return body?.node.holds(node) ? body.read().scopes.get(node) : undefined;
  }

  private bodiesIn(start: number, end: number): readonly Body[] {
    const first = Math.max(lastAt(this.bodies, start), 0);
    const last = lastAt(this.bodies, end - 1);
    return this.bodies.slice(first, last + 1).filter(({ node }) => start < node.end);
  }

  private bodiesWith(name: string): Body[] {
    const { text } = this.scope.node.source.lines;
    const found = new Set<Body>();
    for (let at = text.indexOf(name); at >= 0 && name !== ''; at = text.indexOf(name, at + name.length)) {
      const body = this.bodies[lastAt(this.bodies, at)];
      if (body && at < body.node.end) found.add(body);
    }
    return [...found];
  }
}

/** Index of the last body that starts at the offset or before it; -1 when there is none. */
function lastAt(bodies: readonly Body[], offset: number): number {
  return firstWhere(bodies.length, index => (bodies[index]?.node.start ?? 0) > offset) - 1;
}

function between(mentions: readonly Occurrence[], start: number, end: number): readonly Occurrence[] {
  const from = (offset: number) =>
    firstWhere(mentions.length, index => (mentions[index]?.node.start ?? 0) >= offset);
  return mentions.slice(from(start), from(end));
}

/** By halving: the first index for which it holds, as it does for all above; the length when it never does. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function inOrder(lists: readonly (readonly Occurrence[])[]): readonly Occurrence[] {
  const [only = [], ...more] = lists.filter(list => list.length > 0);
  if (more.length === 0) return only;
  return lists.flat().sort((a, b) => a.node.start - b.node.start);
}
