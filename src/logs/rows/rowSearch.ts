// Finds the rows that hold a text, in one string of many rows: what lies across the border of two is in neither.

/** Rows in lower case, one after the other; row n begins at `offsets[n]`. */
export interface RowTexts {
  readonly lower: string;
  readonly offsets: Uint32Array;
  /** What follows so many rows is not searched. */
  readonly count: number;
}

/** Calls `hit` for every row from `from` on that holds `needle`, which is in lower case. */
export function searchRows(
  { lower, offsets, count }: RowTexts,
  needle: string,
  from: number,
  hit: (row: number) => void,
) {
  let row = from;
  for (let found = lower.indexOf(needle, offsets[from]); found >= 0; ) {
    row = rowAt(offsets, count, { position: found, from: row });
    const end = offsets[row + 1] ?? 0;
    if (found >= end) return;
    const isWithin = found + needle.length <= end;
    if (isWithin) hit(row);
    found = lower.indexOf(needle, isWithin ? end : found + 1);
  }
}

/** The row that holds a character, at `from` or after it; the last one for what lies beyond. */
function rowAt(
  offsets: Uint32Array,
  count: number,
  { position, from }: { readonly position: number; readonly from: number },
): number {
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
