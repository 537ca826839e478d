// Copies a tree out of the parser into rows, so that nobody has to free it. Statements that an edit left alone are taken
// from the rows of the text before: crossing into the parser for every node is what costs.

import type { Tree, TreeCursor } from 'web-tree-sitter';
import { firstWhere } from '../base/halving';
import type { Grammar } from './grammar';
import { type Rows, RowWriter } from './rows';
import type { Change } from './textChange';

export interface Before {
  readonly rows: Rows;
  readonly faults: readonly number[];
  readonly change: Change;
}

export interface CopyOptions {
  readonly grammar: Grammar;
  /** How many characters the text has. */
  readonly length: number;
  /** The tree of a text that differs in one place. */
  readonly before?: Before | undefined;
}

export function copyTree(tree: Tree, { grammar, length, before }: CopyOptions): Rows {
  const cursor = tree.walk();
  try {
    const reuse = before && new Reuse(before, grammar, tree.rootNode.hasError);
    return new Copy(cursor, grammar, { reuse, capacity: before?.rows.kinds.length ?? length >> 1 }).run();
  } finally {
    cursor.delete();
  }
}

interface CopyState {
  readonly reuse: Reuse | undefined;
  readonly capacity: number;
}

class Copy {
  private readonly writer: RowWriter;
  private readonly open: number[] = [];
  private readonly reuse: Reuse | undefined;

  constructor(
    private readonly cursor: TreeCursor,
    private readonly grammar: Grammar,
    { reuse, capacity }: CopyState,
  ) {
    this.writer = new RowWriter(capacity + 64);
    this.reuse = reuse;
  }

  run(): Rows {
    const { cursor } = this;
    let isWhole = this.take();
    for (;;) {
      if (!isWhole && cursor.gotoFirstChild()) {
        isWhole = this.take();
        continue;
      }
      if (!isWhole) this.close();
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return this.writer.finish();
        this.close();
      }
      isWhole = this.take();
    }
  }

  /** Writes the cursor's node; true when all below it came along. */
  private take(): boolean {
    const { cursor, writer, open } = this;
    const kind = cursor.nodeTypeId;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const field = cursor.currentFieldId;
    const parent = open.at(-1) ?? -1;
    if (this.reuse && parent >= 0 && this.reuse.isStatementIn(writer.kindAt(parent))) {
      const known = this.reuse.find({ kind, field, start, end }, cursor);
      if (known) {
        writer.copy(this.reuse.rows, known.index, { shift: known.shift, parent });
        return true;
      }
    }
    const missing = start === end && cursor.nodeIsMissing;
    const index = writer.add({ kind, field, missing, start, end, parent });
    if (this.grammar.isLeaf(kind)) return true;
    open.push(index);
    return false;
  }

  private close(): void {
    const done = this.open.pop();
    if (done !== undefined) this.writer.close(done);
  }
}

interface Wanted {
  readonly kind: number;
  readonly field: number;
  readonly start: number;
  readonly end: number;
}

/** Finds what is the same in the tree before: a sound statement of the same kind on the same unchanged text. */
class Reuse {
  readonly rows: Rows;
  private readonly homes: readonly number[];
  private readonly blocks: readonly number[];

  constructor(
    private readonly before: Before,
    grammar: Grammar,
    private readonly isBroken: boolean,
  ) {
    this.rows = before.rows;
    this.blocks = grammar.kindsOf(['block']);
    this.homes = grammar.kindsOf(['module', 'block']);
  }

  isStatementIn(parentKind: number): boolean {
    return this.homes.includes(parentKind);
  }

  find(wanted: Wanted, cursor: TreeCursor): { readonly index: number; readonly shift: number } | undefined {
    const { start, end } = wanted;
    const { change } = this.before;
    const isBefore = end < change.start;
    if (!isBefore && start <= change.newEnd) return undefined;
    const shift = isBefore ? 0 : change.newEnd - change.oldEnd;
    const index = this.indexOf(wanted, shift);
    if (index === undefined || this.isFaulty(index)) return undefined;
    if (this.isBroken && (cursor.currentNode.hasError || !(isBefore || this.isSimple(index))))
      return undefined;
    return { index, shift };
  }

  private indexOf({ kind, field, start, end }: Wanted, shift: number): number | undefined {
    const { starts, ends, kinds, fields, parents } = this.rows;
    const from = start - shift;
    for (let index = firstFrom(starts, from); starts[index] === from; index++) {
      const isSame = kinds[index] === kind && fields[index] === field && ends[index] === end - shift;
      if (isSame && this.isStatementIn(kinds[parents[index] ?? -1] ?? -1)) return index;
    }
    return undefined;
  }

  /** Below a string that is not closed, the parser may see other blocks in the same text. */
  private isSimple(index: number): boolean {
    const below = this.rows.kinds.subarray(index, (this.rows.lasts[index] ?? index) + 1);
    return !this.blocks.some(kind => below.includes(kind));
  }

  private isFaulty(index: number): boolean {
    const last = this.rows.lasts[index] ?? index;
    return this.before.faults.some(fault => index <= fault && fault <= last);
  }
}

/** Index of the first start at the offset or after it; starts never fall in document order. */
function firstFrom(starts: Int32Array, offset: number): number {
  return firstWhere(starts.length, index => (starts[index] ?? 0) >= offset);
}
