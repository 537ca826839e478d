// What all nodes of one tree share: the text, the rows, and the nodes that somebody has looked at.
import type { LineIndex } from '../base/text';
import type { FreeNames } from './freeNames';
import type { Grammar } from './grammar';
import { Node } from './node';
import type { Rows } from './rows';

/** Most nodes have nothing below them. */
const none: readonly Node[] = [];

export class Source {
  private readonly made: (Node | undefined)[];
  /** Rows where the parser had to guess: errors and tokens it put in. */
  readonly faults: readonly number[];
  /** As far as somebody asked. */
  readonly freeNames: FreeNames = new Map();

  constructor(
    readonly lines: LineIndex,
    readonly grammar: Grammar,
    readonly rows: Rows,
    /** Those of the text that this one is an edit of. */
    readonly freeNamesBefore?: FreeNames | undefined,
  ) {
    this.made = new Array<Node | undefined>(rows.kinds.length).fill(undefined);
    this.faults = faultsIn(rows, grammar);
  }

  get root(): Node {
    return this.nodeAt(0);
  }

  /** Undefined outside the tree. */
  at(index: number): Node | undefined {
    return index < 0 || index >= this.made.length ? undefined : this.nodeAt(index);
  }

  /** Of a row that is in the tree. */
  nodeAt(index: number): Node {
    return this.made[index] ?? this.make(index);
  }

  textAt(index: number): string {
    return this.lines.text.slice(this.rows.starts[index], this.rows.ends[index]);
  }

  /** The nearest node above a row that is of one of the types. */
  above(index: number, types: readonly string[]): Node | undefined {
    const { parents, kinds } = this.rows;
    for (let at = parents[index] ?? -1; at >= 0; at = parents[at] ?? -1)
      if (types.includes(this.grammar.nameOf(kinds[at] ?? 0))) return this.nodeAt(at);
    return undefined;
  }

  /** The nodes of rows `from` to `to`, both included; of the given types, or all. */
  between(from: number, to: number, types: readonly string[] = []): Node[] {
    const indexes = types.length === 0 ? count(from, to) : this.rowsOf(types, from, to);
    return indexes.map(index => this.nodeAt(index));
  }

  /** The nodes of a type that a part of the text touches, in document order. */
  touching({ start, end }: { readonly start: number; readonly end: number }, type: string): Node[] {
    const { starts, ends } = this.rows;
    return this.rowsOf([type], 0, this.made.length - 1)
      .filter(row => (starts[row] ?? 0) < end && (ends[row] ?? 0) > start)
      .map(row => this.nodeAt(row));
  }

  /** In document order. */
  private rowsOf(types: readonly string[], from: number, to: number): number[] {
    const found: number[] = [];
    const kinds = this.rows.kinds.subarray(from, to + 1);
    const wanted = this.grammar.kindsOf(types);
    for (const kind of wanted) {
      // The engine's own search passes over a file's rows far faster than a loop.
      for (let at = kinds.indexOf(kind); at >= 0; at = kinds.indexOf(kind, at + 1)) found.push(from + at);
    }
    return wanted.length > 1 ? found.sort((a, b) => a - b) : found;
  }

  childrenOf(node: Node): readonly Node[] {
    const { lasts } = this.rows;
    const { last } = node;
    if (last === node.index) return none;
    const found: Node[] = [];
    for (let index = node.index + 1; index <= last; index = (lasts[index] ?? index) + 1)
      found.push(this.nodeAt(index));
    return found.slice();
  }

  /** Named children that are no comments. */
  partsOf(node: Node): readonly Node[] {
    const { lasts, kinds } = this.rows;
    const { last } = node;
    if (last === node.index) return none;
    const found: Node[] = [];
    for (let index = node.index + 1; index <= last; index = (lasts[index] ?? index) + 1)
      if (this.grammar.isPart(kinds[index] ?? 0)) found.push(this.nodeAt(index));
    return found.length === 0 ? none : found.slice();
  }

  /** The first child that plays this part. */
  childFor(node: Node, field: string): Node | undefined {
    const { lasts, fields } = this.rows;
    const number = this.grammar.fieldNumber(field);
    if (number === 0) return undefined;
    const { last } = node;
    for (let index = node.index + 1; index <= last; index = (lasts[index] ?? index) + 1)
      if (fields[index] === number) return this.nodeAt(index);
    return undefined;
  }

  private make(index: number): Node {
    const node = new Node(this, index);
    this.made[index] = node;
    return node;
  }
}

function count(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index);
}

function faultsIn({ kinds, missing }: Rows, grammar: Grammar): number[] {
  const [error] = grammar.kindsOf(['ERROR']);
  const found: number[] = [];
  for (let index = 0; index < kinds.length; index++)
    if (kinds[index] === error || missing[index] === 1) found.push(index);
  return found;
}
