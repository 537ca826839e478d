// Some thousand rows in columns. A full chunk is sealed: its texts become one string, searched in one go; what changes
// after that (a progress bar) lies beside it.
import type { RowDraft } from './row';
import { kinds, levels } from './row';

export const chunkRows = 8_192;

const moreFlag = 0x40;
const headOfManyFlag = 0x80;

export class Chunk {
  readonly times = new Float64Array(chunkRows);
  readonly workers = new Uint16Array(chunkRows);
  readonly jobs = new Uint32Array(chunkRows);
  /** How many rows before a row its head is. */
  readonly distances = new Uint32Array(chunkRows);
  /** Kind in bits 0–1, level (0: none) in bits 2–4, then whether it belongs to a head or is one of many. */
  readonly marks = new Uint8Array(chunkRows);
  count = 0;
  /** Searches that do not mind case look here. */
  private lower = '';
  private text = '';
  private offsets: Uint32Array | undefined;
  private texts: string[] = [];
  private readonly changed = new Map<number, string>();
  readonly styled = new Map<number, string>();

  constructor(readonly base: number) {}

  get isFull(): boolean {
    return this.count === chunkRows;
  }

  add(draft: RowDraft, worker: number, job: number, distance: number): void {
    const at = this.count++;
    this.times[at] = draft.tsMs;
    this.workers[at] = worker;
    this.jobs[at] = job;
    this.distances[at] = distance;
    const level = draft.level === undefined ? 0 : levels.indexOf(draft.level) + 1;
    this.marks[at] = kinds.indexOf(draft.kind) | (level << 2) | (distance > 0 ? moreFlag : 0);
    if (draft.styled !== undefined) this.styled.set(at, draft.styled);
    this.texts.push(draft.text);
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

  textAt(at: number): string {
    const { offsets } = this;
    if (!offsets) return this.texts[at] ?? '';
    return this.changed.get(at) ?? this.text.slice(offsets[at] ?? 0, (offsets[at + 1] ?? 1) - 1);
  }

  replace(at: number, text: string, styled: string | undefined): void {
    if (this.offsets) this.changed.set(at, text);
    else this.texts[at] = text;
    if (styled === undefined) this.styled.delete(at);
    else this.styled.set(at, styled);
  }

  /** Calls `hit` for every row from `from` on that holds `needle`, which is in lower case. */
  search(needle: string, from: number, hit: (at: number) => void): void {
    const { offsets, lower } = this;
    if (!offsets) {
      for (let at = from; at < this.count; at++)
        if ((this.texts[at] ?? '').toLowerCase().includes(needle)) hit(at);
      return;
    }
    let row = from;
    for (let found = lower.indexOf(needle, offsets[from]); found >= 0; ) {
      row = rowAt(offsets, found, row);
      if (!this.changed.has(row)) hit(row);
      found = lower.indexOf(needle, offsets[row + 1]);
    }
    for (const [at, text] of this.changed) if (at >= from && text.toLowerCase().includes(needle)) hit(at);
  }

  /** Whether a row holds `needle`, which is in lower case. */
  holds(at: number, needle: string): boolean {
    const { offsets, changed, lower } = this;
    if (!offsets || changed.has(at)) return this.textAt(at).toLowerCase().includes(needle);
    return lower.slice(offsets[at], offsets[at + 1]).includes(needle);
  }

  /** As `search`, for a pattern without the flags `g` and `y`. */
  match(pattern: RegExp, from: number, hit: (at: number) => void): void {
    for (let at = from; at < this.count; at++) if (pattern.test(this.textAt(at))) hit(at);
  }

  private seal(): void {
    this.text = `${this.texts.join('\n')}\n`;
    const offsets = new Uint32Array(chunkRows + 1);
    for (let at = 0, offset = 0; at < chunkRows; at++) {
      offset += (this.texts[at]?.length ?? 0) + 1;
      offsets[at + 1] = offset;
    }
    const lower = this.text.toLowerCase();
    // A few letters are longer in lower case; then each line keeps its own length or its own case.
    this.lower = lower.length === this.text.length ? lower : `${this.texts.map(sameLength).join('\n')}\n`;
    this.offsets = offsets;
    this.texts = [];
  }
}

function sameLength(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

/** The row that holds a character, at `from` or after it. */
function rowAt(offsets: Uint32Array, position: number, from: number): number {
  // What many rows hold is in the next one or the one after it.
  for (let at = from; at < from + 3 && at < chunkRows; at++) if (position < (offsets[at + 1] ?? 0)) return at;
  let low = from;
  let high = chunkRows - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
