// A text is found in exactly the rows that hold it, whatever its letters mean in a pattern and however they are cased.
import { expect, it } from 'vitest';
import { holds, RowTexts } from '../../../../src/logs/rows/rowSearch';

const rows = [
  '50%|##  | [a-b]',
  'C:\\temp\\x.py (1)',
  'ab',
  'abab',
  'BAB',
  '',
  '$^.*+?{}',
  'Straße É',
  'x|y',
];

function search(needle: string, lines: readonly string[], from = 0): number[] {
  const offsets = Uint32Array.from(
    { length: lines.length + 1 },
    (_, at) => lines.slice(0, at).join('').length,
  );
  const found: number[] = [];
  new RowTexts(lines.join(''), offsets, lines.length).search(needle, from, row => found.push(row));
  return found;
}

it.each([
  '[a-b]',
  '\\x',
  '(1)',
  'ab',
  'bab',
  'ba',
  '.*',
  '$^.',
  '?{',
  '|',
  '-',
  'straße',
  'é',
  'i',
  'k',
  'none',
])('finds %s', needle => {
  for (const lines of [rows, [...rows, 'İ', '10 \u212a']]) {
    for (const from of [0, 3]) {
      const expected = lines.flatMap((line, at) => (at >= from && holds(line, needle) ? [at] : []));
      expect(search(needle, lines, from)).toEqual(expected);
    }
  }
});
