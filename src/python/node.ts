// A node of Python's concrete syntax tree, copied out of the parser so that nobody has to free it.
// Offsets are UTF-16, as in VS Code. Nodes never change.
import type { LineIndex, Range } from '../base/text';

/** What all nodes of one tree share: the text, and the nodes in document order. */
export interface Source {
  readonly lines: LineIndex;
  readonly nodes: Node[];
}

export interface NodeFacts {
  /** The grammar's name of the node: `call`, `if_statement`, or a token such as `async`. */
  readonly type: string;
  /** False for tokens such as `(` and `async`. */
  readonly named: boolean;
  /** Put in by the parser to repair the text; it has no width. */
  readonly missing: boolean;
  readonly start: number;
  readonly end: number;
  /** The part this node plays in its parent: `body`, `left`, `condition` … */
  readonly field: string | undefined;
  readonly parent: Node | undefined;
}

export class Node implements NodeFacts {
  readonly type: string;
  readonly named: boolean;
  readonly missing: boolean;
  readonly start: number;
  readonly end: number;
  readonly field: string | undefined;
  readonly parent: Node | undefined;
  readonly children: Node[] = [];
  /** Place in document order; the descendants follow, up to `last`. */
  readonly index: number;
  /** Index of the last descendant; only the copy from the parser sets it. */
  last: number;

  constructor(
    facts: NodeFacts,
    readonly source: Source,
  ) {
    this.type = facts.type;
    this.named = facts.named;
    this.missing = facts.missing;
    this.start = facts.start;
    this.end = facts.end;
    this.field = facts.field;
    this.parent = facts.parent;
    this.index = source.nodes.length;
    this.last = this.index;
  }

  get text(): string {
    return this.source.lines.text.slice(this.start, this.end);
  }

  get range(): Range {
    return this.source.lines.rangeOf(this.start, this.end);
  }

  /** 0-based. */
  get line(): number {
    return this.source.lines.positionAt(this.start).line;
  }

  /** The named children without comments: what the grammar talks about. */
  get parts(): readonly Node[] {
    return this.children.filter(child => child.named && child.type !== 'comment');
  }

  is(...types: readonly string[]): boolean {
    return types.includes(this.type);
  }

  child(field: string): Node | undefined {
    return this.children.find(child => child.field === field);
  }

  childrenFor(field: string): readonly Node[] {
    return this.children.filter(child => child.field === field);
  }

  childOfType(...types: readonly string[]): Node | undefined {
    return this.children.find(child => types.includes(child.type));
  }

  /** Everything under this node, in document order; of the given types, or all. */
  descendants(...types: readonly string[]): Node[] {
    const below = this.source.nodes.slice(this.index + 1, this.last + 1);
    return types.length === 0 ? below : below.filter(node => types.includes(node.type));
  }

  /** The nearest ancestor of one of the given types. */
  closest(...types: readonly string[]): Node | undefined {
    let node = this.parent;
    while (node && !types.includes(node.type)) node = node.parent;
    return node;
  }

  /** True for this node and everything under it; nodes of another file are never under it. */
  holds(other: Node): boolean {
    return this.source === other.source && this.index <= other.index && other.index <= this.last;
  }

  /** True when the parser had to guess anywhere in this node. */
  get broken(): boolean {
    for (let index = this.index; index <= this.last; index++) {
      const node = this.source.nodes[index];
      if (node && (node.type === 'ERROR' || node.missing)) return true;
    }
    return false;
  }
}
