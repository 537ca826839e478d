// What all nodes of one tree share: the text, the rows, and the nodes that somebody has looked at.
import type { LineIndex } from '../base/text';
import type { Grammar } from './grammar';
import { Node } from './node';
import type { Rows } from './rows';

/** Most nodes have nothing below them. */
const none: readonly Node[] = [];

export class Source {
  private readonly made: (Node | undefined)[];
  /** Rows where the parser had to guess: errors and tokens it put in. */
  readonly faults: readonly number[];

  constructor(
    readonly lines: LineIndex,
    readonly grammar: Grammar,
    readonly rows: Rows,
  ) {
    this.made = new Array<Node | undefined>(rows.kinds.length).fill(undefined);
    this.faults = faultsIn(rows, grammar);
  }

  get root(): Node {
    return this.made[0] ?? this.make(0);
  }

  /** Undefined outside the tree. */
  at(index: number): Node | undefined {
    return index < 0 || index >= this.made.length ? undefined : (this.made[index] ?? this.make(index));
  }

  /** The nodes of rows `from` to `to`, both included; of the given types, or all. */
  between(from: number, to: number, types: readonly string[] = []): Node[] {
    const found: Node[] = [];
    const { kinds } = this.rows;
    const wanted = types.length === 0 ? undefined : this.grammar.kindsOf(types);
    for (let index = from; index <= to; index++) {
      if (!wanted || wanted.includes(kinds[index] ?? 0)) found.push(this.made[index] ?? this.make(index));
    }
    return found;
  }

  childrenOf(node: Node): readonly Node[] {
    const { lasts } = this.rows;
    const { last } = node;
    if (last === node.index) return none;
    const found: Node[] = [];
    for (let index = node.index + 1; index <= last; index = (lasts[index] ?? index) + 1)
      found.push(this.made[index] ?? this.make(index));
    return found.slice();
  }

  /** Named children that are no comments. */
  partsOf(node: Node): readonly Node[] {
    const { lasts, kinds } = this.rows;
    const { last } = node;
    if (last === node.index) return none;
    const found: Node[] = [];
    for (let index = node.index + 1; index <= last; index = (lasts[index] ?? index) + 1)
      if (this.grammar.isPart(kinds[index] ?? 0)) found.push(this.made[index] ?? this.make(index));
    return found.length === 0 ? none : found.slice();
  }

  /** The first child that plays this part. */
  childFor(node: Node, field: string): Node | undefined {
    const { lasts, fields } = this.rows;
    const number = this.grammar.fieldNumber(field);
    if (number === 0) return undefined;
    const { last } = node;
    for (let index = node.index + 1; index <= last; index = (lasts[index] ?? index) + 1)
      if (fields[index] === number) return this.made[index] ?? this.make(index);
    return undefined;
  }

  private make(index: number): Node {
    const node = new Node(this, index);
    this.made[index] = node;
    return node;
  }
}

function faultsIn({ kinds, missing }: Rows, grammar: Grammar): number[] {
  const [error] = grammar.kindsOf(['ERROR']);
  const found: number[] = [];
  for (let index = 0; index < kinds.length; index++)
    if (kinds[index] === error || missing[index] === 1) found.push(index);
  return found;
}
