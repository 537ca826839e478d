// Some thousand rows in columns. A full chunk is sealed: its texts become one string, searched in one go; what changes
// after that (a progress bar) lies beside it.
import type { RowDraft } from './row';
import { lifeFlag, markOf, moreFlag, type RowBlock } from './rowBlock';
import { holds, RowTexts } from './rowSearch';

export const chunkRows = 8_192;

/** Kind and level of a mark. */
export const lookBits = 0x1f;
const headOfManyFlag = 0x80;

interface Unread {
  readonly blocks: RowBlock[];
  readonly rows: Uint32Array;
}

export class Chunk {
  readonly times = new Float64Array(chunkRows);
  readonly workers = new Uint16Array(chunkRows);
  readonly jobs = new Uint32Array(chunkRows);
  /** How many rows before a row its head is. */
  readonly distances = new Uint32Array(chunkRows);
  /** As in a block; the last bit is that of a head of many. */
  readonly marks = new Uint8Array(chunkRows);
  count = 0;
  private sealed: RowTexts | undefined;
  private texts: string[] = [];
  private readonly changed = new Map<number, string>();
  private readonly styles = new Map<number, string>();
  /** Of rows that nobody has read yet: where their texts are. */
  private unread: Unread | undefined;

  constructor(readonly base: number) {}

  get isFull(): boolean {
    return this.count === chunkRows;
  }

  /** Returns the place of the row; the columns but for time and mark are left to the caller. */
  add(draft: RowDraft): number {
    this.read();
    const at = this.put(draft.tsMs, markOf(draft));
    if (draft.styled !== undefined) this.styles.set(at, draft.styled);
    this.texts.push(draft.text);
    if (this.isFull) this.seal();
    return at;
  }

  /** As `add`, for a row of a block; only a chunk that has none but those takes them. */
  addUnread(block: RowBlock, row: number): number {
    const { times, marks } = block.columns;
    const at = this.put(times[row] ?? 0, marks[row] ?? 0);
    this.unread ??= { blocks: [], rows: new Uint32Array(chunkRows) };
    this.unread.blocks.push(block);
    this.unread.rows[at] = row;
    return at;
  }

  /** As `replace`, with what a row of a block says. */
  replaceUnread(at: number, block: RowBlock, row: number): void {
    const { unread } = this;
    if (!unread) {
      this.replace(at, block.text(row), block.styled(row));
      return;
    }
    unread.blocks[at] = block;
    unread.rows[at] = row;
  }

  /** Looks up the texts of all rows, if that is still to be done. */
  read(): void {
    const { unread } = this;
    if (!unread) return;
    this.unread = undefined;
    unread.blocks.forEach((block, at) => {
      const row = unread.rows[at] ?? 0;
      this.texts.push(block.text(row));
      const styled = block.styled(row);
      if (styled !== undefined) this.styles.set(at, styled);
    });
    if (this.isFull) this.seal();
  }

  markHeadOfMany(at: number): void {
    this.marks[at] = (this.marks[at] ?? 0) | headOfManyFlag;
  }

  isGrouped(at: number): boolean {
    return ((this.marks[at] ?? 0) & (moreFlag | headOfManyFlag)) !== 0;
  }

  kindAt(at: number): number {
    return (this.marks[at] ?? 0) & 3;
  }

  /** 0 for none, else the index in `levels` plus one. */
  levelAt(at: number): number {
    return ((this.marks[at] ?? 0) >> 2) & 7;
  }

  /** It tells of the life of its worker. */
  isLife(at: number): boolean {
    return ((this.marks[at] ?? 0) & lifeFlag) !== 0;
  }

  styledAt(at: number): string | undefined {
    const block = this.unread?.blocks[at];
    return block ? block.styled(this.unread?.rows[at] ?? 0) : this.styles.get(at);
  }

  textAt(at: number): string {
    const block = this.unread?.blocks[at];
    if (block) return block.text(this.unread?.rows[at] ?? 0);
    const { sealed } = this;
    return sealed ? (this.changed.get(at) ?? sealed.at(at)) : (this.texts[at] ?? '');
  }

  replace(at: number, text: string, styled: string | undefined): void {
    this.read();
    if (this.sealed) this.changed.set(at, text);
    else this.texts[at] = text;
    if (styled === undefined) this.styles.delete(at);
    else this.styles.set(at, styled);
  }

  /** Calls `hit` for every row from `from` on that holds `needle`, which is in lower case. */
  search(needle: string, from: number, hit: (at: number) => void): void {
    const { sealed, unread } = this;
    if (unread) {
      this.searchUnread(unread, needle, { from, hit });
      return;
    }
    if (!sealed) {
      for (let at = from; at < this.count; at++) if (holds(this.texts[at] ?? '', needle)) hit(at);
      return;
    }
    sealed.search(needle, from, at => {
      if (!this.changed.has(at)) hit(at);
    });
    for (const [at, changed] of this.changed) if (at >= from && holds(changed, needle)) hit(at);
  }

  /** Each block is searched once, for all chunks that its rows are in: sooner done than looking all texts up. */
  private searchUnread(
    { blocks, rows }: Unread,
    needle: string,
    { from, hit }: { readonly from: number; readonly hit: (at: number) => void },
  ): void {
    for (let at = from; at < this.count; at++) if (blocks[at]?.rowsWith(needle)[rows[at] ?? 0] === 1) hit(at);
  }

  /** Whether a row holds `needle`, which is in lower case. */
  holds(at: number, needle: string): boolean {
    return holds(this.textAt(at), needle);
  }

  /** As `search`, for a pattern without the flags `g` and `y`. */
  match(pattern: RegExp, from: number, hit: (at: number) => void): void {
    for (let at = from; at < this.count; at++) if (pattern.test(this.textAt(at))) hit(at);
  }

  /** The row belongs to the one so many before it. */
  belongsTo(at: number, distance: number): void {
    this.distances[at] = distance;
    this.marks[at] = (this.marks[at] ?? 0) | moreFlag;
  }

  private put(tsMs: number, mark: number): number {
    const at = this.count++;
    this.times[at] = tsMs;
    this.marks[at] = mark & (lookBits | lifeFlag);
    return at;
  }

  private seal(): void {
    const offsets = new Uint32Array(chunkRows + 1);
    for (let at = 0; at < chunkRows; at++)
      offsets[at + 1] = (offsets[at] ?? 0) + (this.texts[at]?.length ?? 0);
    this.sealed = new RowTexts(this.texts.join(''), offsets, chunkRows);
    this.texts = [];
  }
}
