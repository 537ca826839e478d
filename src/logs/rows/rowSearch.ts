// Finds the rows that hold a text, whatever its case, in one string of many rows: what lies across the border of two is
// in neither. A pattern that does not mind case passes over a long string ten times faster than a copy in lower case is
// made of it.

/** Some rows one after the other. */
export class RowTexts {
  private odd: boolean | undefined;

  constructor(
    private readonly text: string,
    /** Row n begins at the nth. */
    private readonly offsets: Uint32Array,
    /** What follows so many rows is not searched. */
    private readonly count: number,
  ) {}

  at(row: number): string {
    return this.text.slice(this.offsets[row], this.offsets[row + 1]);
  }

  /** Calls `hit` for every row from `from` on that holds `needle`, which is in lower case. */
  search(needle: string, from: number, hit: (row: number) => void): void {
    this.odd ??= hasOddLetters(this.text);
    if (this.odd || !isPlain(needle)) {
      for (let row = from; row < this.count; row++) if (holds(this.at(row), needle)) hit(row);
    } else this.find(needle, from, hit);
  }

  private find(needle: string, from: number, hit: (row: number) => void): void {
    const { text, offsets } = this;
    const pattern = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi');
    pattern.lastIndex = offsets[from] ?? 0;
    for (let row = from; pattern.test(text); ) {
      const start = pattern.lastIndex - needle.length;
      row = this.rowAt(start, row);
      const end = offsets[row + 1] ?? 0;
      if (start >= end) return;
      const isWithin = pattern.lastIndex <= end;
      if (isWithin) hit(row);
      pattern.lastIndex = isWithin ? end : start + 1;
    }
  }

  /** The row that holds a character, at `from` or after it; the last one for what lies beyond. */
  private rowAt(position: number, from: number): number {
    const { offsets, count } = this;
    // What many rows hold is in the next one or the one after it.
    for (let at = from; at < from + 3 && at < count; at++) if (position < (offsets[at + 1] ?? 0)) return at;
    let low = from;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((offsets[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Whether a text holds `needle`, which is in lower case. */
export function holds(text: string, needle: string): boolean {
  return text.toLowerCase().includes(needle);
}

/** All ASCII: there is no doubt about the case of its letters. */
function isPlain(needle: string): boolean {
  return /^[ -~]+$/.test(needle);
}

/** The two letters that are ASCII in lower case and not before: İ and the sign of the kelvin. */
function hasOddLetters(text: string): boolean {
  return text.includes('\u0130') || text.includes('\u212a');
}
