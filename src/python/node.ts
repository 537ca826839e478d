// A node of Python's concrete syntax tree: a window on one row of its source, made when somebody first looks.
// Offsets are UTF-16, as in VS Code. Nodes never change, and one row has one Node for ever.
import type { Range } from '../base/text';
import type { Source } from './source';

export class Node {
  /** The grammar's name of the node: `call`, `if_statement`, or a token such as `async`. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  private kids: readonly Node[] | undefined;
  private grammatical: readonly Node[] | undefined;

  constructor(
    readonly source: Source,
    /** Place in document order. */
    readonly index: number,
  ) {
    const { grammar, rows } = source;
    this.type = grammar.nameOf(rows.kinds[index] ?? 0);
    this.start = rows.starts[index] ?? 0;
    this.end = rows.ends[index] ?? 0;
  }

  /** False for tokens such as `(` and `async`. */
  get named(): boolean {
    return this.source.grammar.isNamed(this.source.rows.kinds[this.index] ?? 0);
  }

  /** The part this node plays in its parent: `body`, `left`, `condition` … */
  get field(): string | undefined {
    return this.source.grammar.fieldOf(this.source.rows.fields[this.index] ?? 0);
  }

  /** Index of the last descendant; the descendants are the rows from `index + 1` to here. */
  get last(): number {
    return this.source.rows.lasts[this.index] ?? this.index;
  }

  get parent(): Node | undefined {
    return this.source.at(this.source.rows.parents[this.index] ?? -1);
  }

  /** Put in by the parser to repair the text; it has no width. */
  get missing(): boolean {
    return this.source.rows.missing[this.index] === 1;
  }

  get children(): readonly Node[] {
    this.kids ??= this.source.childrenOf(this);
    return this.kids;
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
    this.grammatical ??= this.source.partsOf(this);
    return this.grammatical;
  }

  is(...types: readonly string[]): boolean {
    return types.includes(this.type);
  }

  child(field: string): Node | undefined {
    return this.source.childFor(this, field);
  }

  childrenFor(field: string): readonly Node[] {
    return this.children.filter(child => child.field === field);
  }

  childOfType(...types: readonly string[]): Node | undefined {
    return this.children.find(child => types.includes(child.type));
  }

  /** Everything under this node, in document order; of the given types, or all. */
  descendants(...types: readonly string[]): Node[] {
    return this.source.between(this.index + 1, this.last, types);
  }

  /** The nearest ancestor of one of the given types. */
  closest(...types: readonly string[]): Node | undefined {
    return this.source.above(this.index, types);
  }

  /** True for this node and everything under it; nodes of another file are never under it. */
  holds(other: Node): boolean {
    return this.source === other.source && this.index <= other.index && other.index <= this.last;
  }

  /** True when the parser had to guess anywhere in this node. */
  get broken(): boolean {
    return this.source.faults.some(index => this.index <= index && index <= this.last);
  }
}
