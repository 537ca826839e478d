// Rows of one worker in columns: what the index on disk is made of, and what a store takes in without building a single
// row. Its texts are looked up late, because most of a long log is never read.
import type { RowDraft } from './row';
import { kinds, levels } from './row';
import { RowTexts } from './rowSearch';

/** Kind in bits 0–1 of a mark, level (0: none) in bits 2–4; this one tells of the life of its worker. */
export const lifeFlag = 0x20;
export const moreFlag = 0x40;
/** The new state of the head before it, which is in an earlier block. */
export const againFlag = 0x80;

export interface BlockColumns {
  /** ms since the epoch. */
  readonly times: Float64Array;
  /** Places in `jobNames`. */
  readonly jobs: Uint32Array;
  readonly marks: Uint8Array;
  /** Of the texts, then of the same with ANSI codes for the rows in `styled`. */
  readonly lengths: Uint32Array;
  /** Ascending. */
  readonly styled: Uint32Array;
  /** The first is that of rows without a job. */
  readonly jobNames: readonly string[];
}

export class RowBlock {
  private all: string | undefined;
  private texts: RowTexts | undefined;
  private found: { readonly needle: string; readonly rows: Uint8Array } | undefined;

  /** `decode` gives all texts in one; it is not asked before one is wanted. */
  constructor(
    readonly columns: BlockColumns,
    private readonly decode: () => string,
  ) {}

  get count(): number {
    return this.columns.times.length;
  }

  /** All texts, in a row. */
  get whole(): string {
    this.all ??= this.decode();
    return this.all;
  }

  /** Decodes the texts now, not when one of them is asked for. */
  unpack(): void {
    this.all ??= this.decode();
  }

  text(row: number): string {
    return this.rows.at(row);
  }

  /** 1 for each row that holds `needle`, which is in lower case; the last answer is remembered. */
  rowsWith(needle: string): Uint8Array {
    if (this.found?.needle !== needle) this.found = { needle, rows: this.look(needle) };
    return this.found.rows;
  }

  private look(needle: string): Uint8Array {
    const found = new Uint8Array(this.count);
    this.rows.search(needle, 0, row => {
      found[row] = 1;
    });
    return found;
  }

  private get rows(): RowTexts {
    this.texts ??= new RowTexts(this.whole, offsetsOf(this.columns.lengths), this.count);
    return this.texts;
  }

  /** With ANSI codes; undefined for a row that has none. */
  styled(row: number): string | undefined {
    const place = placeOf(row, this.columns.styled);
    return place === undefined ? undefined : this.text(this.count + place);
  }
}

function offsetsOf(lengths: Uint32Array): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  for (let index = 0; index < lengths.length; index++)
    offsets[index + 1] = (offsets[index] ?? 0) + (lengths[index] ?? 0);
  return offsets;
}

/** In ascending numbers. */
function placeOf(number: number, numbers: Uint32Array): number | undefined {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === number ? low : undefined;
}

export function markOf({ kind, level, part }: RowDraft): number {
  const number = level === undefined ? 0 : levels.indexOf(level) + 1;
  return kinds.indexOf(kind) | (number << 2) | (part === 'more' ? moreFlag : 0);
}

export class BlockBuilder {
  private readonly times: number[] = [];
  private readonly jobs: number[] = [];
  private readonly marks: number[] = [];
  private readonly texts: string[] = [];
  private readonly styles = new Map<number, string>();
  private readonly jobNames = [''];
  private readonly jobNumbers = new Map([['', 0]]);
  /** Of each kind, the last head. */
  private readonly heads: (number | undefined)[] = [];

  get count(): number {
    return this.texts.length;
  }

  add(draft: RowDraft, about: 'life' | 'work'): void {
    const mark = markOf(draft);
    const head = this.heads[mark & 3];
    if (draft.part === 'again' && head !== undefined) {
      this.put(head, draft);
      return;
    }
    const at = this.texts.length;
    if (draft.part === 'head') this.heads[mark & 3] = at;
    this.times.push(draft.tsMs);
    this.jobs.push(this.jobNumber(draft.jobId ?? ''));
    this.marks.push(mark | (about === 'life' ? lifeFlag : 0) | (draft.part === 'again' ? againFlag : 0));
    this.put(at, draft);
  }

  build(): RowBlock {
    const styled = [...this.styles].sort(([a], [b]) => a - b);
    const texts = [...this.texts, ...styled.map(([, text]) => text)];
    const whole = texts.join('');
    const columns = {
      times: Float64Array.from(this.times),
      jobs: Uint32Array.from(this.jobs),
      marks: Uint8Array.from(this.marks),
      lengths: Uint32Array.from(texts, text => text.length),
      styled: Uint32Array.from(styled, ([at]) => at),
      jobNames: this.jobNames,
    };
    return new RowBlock(columns, () => whole);
  }

  private put(at: number, { text, styled }: RowDraft): void {
    this.texts[at] = text;
    if (styled === undefined) this.styles.delete(at);
    else this.styles.set(at, styled);
  }

  private jobNumber(jobId: string): number {
    const known = this.jobNumbers.get(jobId);
    if (known !== undefined) return known;
    this.jobNames.push(jobId);
    this.jobNumbers.set(jobId, this.jobNames.length - 1);
    return this.jobNames.length - 1;
  }
}
