// The tree of an output, a branch at a time: a panel names a branch by places, not by names, so that a key of a megabyte
// crosses to it cut and never comes back. Data in base64 is named there, with its size, and not shown.
import { standInFor } from './media';

export interface OutputRow {
  /** The key, or the place in a list; cut when it is long. */
  readonly name: string;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** The value in short. */
  readonly preview: string;
  /** How many rows are below it. */
  readonly size: number;
}

export interface OutputBranch {
  readonly rows: readonly OutputRow[];
  /** Of all rows of the branch. */
  readonly total: number;
}

const maxName = 120;
const maxPreview = 300;

export function rootRow(value: unknown): OutputRow {
  return rowOf('output', value);
}

/** Rows `from` to `from + count` of the branch at `path`; nothing where there is no such branch. */
export function branchOf(
  value: unknown,
  path: readonly number[],
  { from, count }: { readonly from: number; readonly count: number },
): OutputBranch {
  let at: unknown = value;
  for (const place of path) at = isBranch(at) ? valueAt(at, place) : undefined;
  if (!isBranch(at)) return { rows: [], total: 0 };
  if (Array.isArray(at)) {
    const rows = at.slice(from, from + count).map((item, index) => rowOf(String(from + index), item));
    return { rows, total: at.length };
  }
  const names = Object.keys(at);
  const branch = at as Record<string, unknown>;
  const rows = names.slice(from, from + count).map(name => rowOf(name, branch[name]));
  return { rows, total: names.length };
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function valueAt(branch: object, place: number): unknown {
  if (Array.isArray(branch)) return branch[place];
  const name = Object.keys(branch)[place];
  return name === undefined ? undefined : (branch as Record<string, unknown>)[name];
}

function rowOf(name: string, value: unknown): OutputRow {
  const short = name.length > maxName ? `${name.slice(0, maxName)}…` : name;
  if (Array.isArray(value)) {
    return { name: short, kind: 'array', preview: `[${value.length}]`, size: value.length };
  }
  if (isBranch(value)) {
    const { length } = Object.keys(value);
    return { name: short, kind: 'object', preview: `{${length}}`, size: length };
  }
  if (typeof value === 'string') {
    const data = standInFor(value);
    if (data) return { name: short, kind: 'string', preview: data, size: 0 };
    const preview = JSON.stringify(value.slice(0, maxPreview));
    const more = value.length > maxPreview ? ` … ${value.length} characters` : '';
    return { name: short, kind: 'string', preview: preview + more, size: 0 };
  }
  const kind = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'null';
  return { name: short, kind, preview: String(value ?? null), size: 0 };
}
