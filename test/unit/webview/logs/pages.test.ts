// The rows a panel keeps: moved when the host says so, worth nothing under another filter, and never too many.
import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../../../src/protocol/logs';
import { Pages } from '../../../../webview/logs/pages';

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ seq: from + n }) as unknown as LogRow);
const page = (revision: number, from: number, count: number) => ({
  kind: 'rows' as const,
  revision,
  from,
  rows: rows(from, count),
});

function pagesWith(from: number, count: number): Pages {
  const pages = new Pages();
  pages.begin(1, undefined);
  expect(pages.put(page(1, from, count))).toBe(true);
  return pages;
}

describe('Pages', () => {
  it('has the rows it was given, by position', () => {
    const pages = pagesWith(10, 3);
    expect([9, 10, 12, 13].map(position => pages.row(position)?.seq)).toEqual([undefined, 10, 12, undefined]);
  });

  it('refuses rows of another revision', () => {
    const pages = pagesWith(0, 1);
    expect(pages.put(page(2, 5, 1))).toBe(false);
    expect(pages.row(5)).toBeUndefined();
  });

  it('moves with a shift, and forgets without one', () => {
    const pages = pagesWith(10, 2);
    pages.begin(2, 100);
    expect(pages.row(110)?.seq).toBe(10);
    pages.begin(2, 100);
    expect(pages.row(110)?.seq).toBe(10);
    pages.begin(3, undefined);
    expect(pages.row(110)).toBeUndefined();
  });

  it('lets the rows go that were longest unused', () => {
    const pages = pagesWith(0, 4_000);
    pages.put(page(1, 4_000, 2_000));
    pages.put(page(1, 0, 10));
    pages.put(page(1, 6_000, 1_000));
    expect([5, 500, 1_500, 6_500].map(position => pages.row(position) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
