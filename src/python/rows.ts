// A syntax tree as columns of numbers, one row a node in document order: a fraction of the objects' cost, and the rows
// of an unchanged statement can be taken over from the tree before an edit.

export interface Rows {
  readonly kinds: Uint16Array;
  readonly fields: Uint8Array;
  readonly missing: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Row of the parent; -1 at the root. */
  readonly parents: Int32Array;
  /** Row of the last descendant. */
  readonly lasts: Int32Array;
}

export interface Row {
  readonly kind: number;
  readonly field: number;
  readonly missing: boolean;
  readonly start: number;
  readonly end: number;
  readonly parent: number;
}

const columns = ['kinds', 'fields', 'missing', 'starts', 'ends', 'parents', 'lasts'] as const;

/** Rows that are still being written. */
export class RowWriter {
  private rows: Rows;
  private count = 0;

  constructor(capacity: number) {
    this.rows = emptyRows(capacity);
  }

  get length(): number {
    return this.count;
  }

  /** The new row's index. */
  add(row: Row): number {
    const index = this.count;
    this.reserve(1);
    const { rows } = this;
    rows.kinds[index] = row.kind;
    rows.fields[index] = row.field;
    rows.missing[index] = row.missing ? 1 : 0;
    rows.starts[index] = row.start;
    rows.ends[index] = row.end;
    rows.parents[index] = row.parent;
    rows.lasts[index] = index;
    this.count++;
    return index;
  }

  kindAt(index: number): number {
    return this.rows.kinds[index] ?? 0;
  }

  /** Every row written since `index` is a descendant of it. */
  close(index: number): void {
    this.rows.lasts[index] = this.count - 1;
  }

  /** Takes over a node with all below it from another tree, moved by `shift` characters. */
  copy(
    from: Rows,
    index: number,
    { shift, parent }: { readonly shift: number; readonly parent: number },
  ): void {
    const end = (from.lasts[index] ?? index) + 1;
    const at = this.count;
    this.reserve(end - index);
    const { rows } = this;
    rows.kinds.set(from.kinds.subarray(index, end), at);
    rows.fields.set(from.fields.subarray(index, end), at);
    rows.missing.set(from.missing.subarray(index, end), at);
    copyMoved(from.starts, rows.starts, { index, end, at, by: shift });
    copyMoved(from.ends, rows.ends, { index, end, at, by: shift });
    copyMoved(from.parents, rows.parents, { index, end, at, by: at - index });
    copyMoved(from.lasts, rows.lasts, { index, end, at, by: at - index });
    rows.parents[at] = parent;
    this.count += end - index;
  }

  finish(): Rows {
    return cut(this.rows, this.count);
  }

  private reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.rows.kinds.length) return;
    const grown = emptyRows(Math.max(needed, this.rows.kinds.length * 2));
    for (const column of columns) grown[column].set(this.rows[column]);
    this.rows = grown;
  }
}

interface Move {
  readonly index: number;
  readonly end: number;
  readonly at: number;
  readonly by: number;
}

function copyMoved(from: Int32Array, to: Int32Array, { index, end, at, by }: Move): void {
  if (by === 0) to.set(from.subarray(index, end), at);
  else for (let row = index; row < end; row++) to[at + row - index] = (from[row] ?? 0) + by;
}

function emptyRows(length: number): Rows {
  return {
    kinds: new Uint16Array(length),
    fields: new Uint8Array(length),
    missing: new Uint8Array(length),
    starts: new Int32Array(length),
    ends: new Int32Array(length),
    parents: new Int32Array(length),
    lasts: new Int32Array(length),
  };
}

/** Without what was not written; a little room at the end is not worth a copy. */
function cut(rows: Rows, length: number): Rows {
  if (rows.kinds.length - length < length >> 4) return view(rows, length);
  return {
    kinds: rows.kinds.slice(0, length),
    fields: rows.fields.slice(0, length),
    missing: rows.missing.slice(0, length),
    starts: rows.starts.slice(0, length),
    ends: rows.ends.slice(0, length),
    parents: rows.parents.slice(0, length),
    lasts: rows.lasts.slice(0, length),
  };
}

function view(rows: Rows, length: number): Rows {
  return {
    kinds: rows.kinds.subarray(0, length),
    fields: rows.fields.subarray(0, length),
    missing: rows.missing.subarray(0, length),
    starts: rows.starts.subarray(0, length),
    ends: rows.ends.subarray(0, length),
    parents: rows.parents.subarray(0, length),
    lasts: rows.lasts.subarray(0, length),
  };
}
