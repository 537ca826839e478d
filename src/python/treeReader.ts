// Texts to trees. A text that is an edit of one read lately is parsed from its tree; the result is that of reading it
// from the start, so where the parser would have to guess, it does read from the start.
import { Edit, type Parser, type Tree } from 'web-tree-sitter';
import { LineIndex, type Position } from '../base/text';
import { copyTree } from './copyTree';
import type { Grammar } from './grammar';
import { type Rows, RowWriter } from './rows';
import { Source } from './source';
import { type Change, changeBetween } from './textChange';

/** Texts that the next may be an edit of: the files somebody types in, and a rewrite that is being checked. */
const keptBases = 4;
/** A text that shares less with another is not an edit of it. */
const leastShared = 0.8;

/** A text with the parser's own tree, which has to be freed. */
interface Base {
  readonly source: Source;
  readonly tree: Tree;
  readonly isSound: boolean;
}

interface Revision {
  readonly base: Base;
  readonly change: Change;
}

export class TreeReader {
  /** The last used first. */
  private bases: Base[] = [];

  constructor(
    private readonly parser: Parser,
    private readonly grammar: Grammar,
  ) {}

  /** Never throws: text that the parser cannot take is one error. */
  read(text: string): Source {
    const lines = new LineIndex(text);
    const edit = this.editTo(text);
    try {
      const tree = (edit && this.parseEdit(edit, lines)) ?? this.parser.parse(text);
      if (tree) return this.keep(tree, lines, edit);
    } catch {
      this.forget();
    }
    return new Source(lines, this.grammar, unreadable(text.length, this.grammar));
  }

  /** The kept text that this one is an edit of, and where: rather one that parses, which the parser can start from. */
  private editTo(text: string): Revision | undefined {
    let found: Revision | undefined;
    for (const base of this.bases) {
      if (found && !base.isSound) continue;
      const change = changeBetween(base.source.lines.text, text);
      const shared = text.length - (change.newEnd - change.start);
      if (shared < leastShared * Math.max(text.length, base.source.lines.text.length)) continue;
      found = { base, change };
      if (base.isSound) break;
    }
    if (found) this.use(found.base);
    return found;
  }

  private use(base: Base): void {
    this.bases = [base, ...this.bases.filter(one => one !== base)];
  }

  /** Undefined where the tree would depend on how the text came about. */
  private parseEdit({ base, change }: Revision, lines: LineIndex): Tree | undefined {
    if (!base.isSound) return undefined;
    const edited = base.tree.copy();
    try {
      edited.edit(
        new Edit({
          startIndex: change.start,
          oldEndIndex: change.oldEnd,
          newEndIndex: change.newEnd,
          startPosition: pointAt(lines, change.start),
          oldEndPosition: pointAt(base.source.lines, change.oldEnd),
          newEndPosition: pointAt(lines, change.newEnd),
        }),
      );
      const tree = this.parser.parse(lines.text, edited);
      if (!tree?.rootNode.hasError) return tree ?? undefined;
      tree.delete();
      return undefined;
    } finally {
      edited.delete();
    }
  }

  private keep(tree: Tree, lines: LineIndex, edit: Revision | undefined): Source {
    const { grammar } = this;
    const { rows, faults, freeNames } = edit?.base.source ?? {};
    const before = rows && faults && edit && { rows, faults, change: edit.change };
    const copied = copyTree(tree, { grammar, length: lines.text.length, before });
    const source = new Source(lines, grammar, copied, freeNames);
    this.remember({ source, tree, isSound: !tree.rootNode.hasError }, edit?.base);
    return source;
  }

  /** A broken text is no base while there is a sound one that it came from, and goes when the next one comes. */
  private remember(read: Base, from: Base | undefined): void {
    if (from?.isSound && !read.isSound) {
      read.tree.delete();
      return;
    }
    if (from && !from.isSound) {
      from.tree.delete();
      this.bases = this.bases.filter(one => one !== from);
    }
    this.bases.unshift(read);
    for (const old of this.bases.splice(keptBases)) old.tree.delete();
  }

  private forget(): void {
    for (const { tree } of this.bases) tree.delete();
    this.bases = [];
  }
}

function pointAt(lines: LineIndex, offset: number): { row: number; column: number } {
  const { line, character }: Position = lines.positionAt(offset);
  return { row: line, column: character };
}

function unreadable(length: number, grammar: Grammar): Rows {
  const writer = new RowWriter(2);
  const row = { field: 0, missing: false, start: 0, end: length };
  const root = writer.add({ ...row, kind: grammar.kindsOf(['module'])[0] ?? 0, parent: -1 });
  writer.add({ ...row, kind: grammar.kindsOf(['ERROR'])[0] ?? 0, parent: root });
  writer.close(root);
  return writer.finish();
}
