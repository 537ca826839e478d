// Positions and edits: the arithmetic everything else stands on.
import { describe, expect, it } from 'vitest';
import { applyEdits, LineIndex, position, range } from '../../../src/base/text';

describe('LineIndex', () => {
  it('counts every kind of line end and UTF-16 units', () => {
    const index = new LineIndex('a\r\nb😀c\rd\n');
    expect(index.lineCount).toBe(4);
    expect(index.positionAt(6)).toEqual(position(1, 3));
    expect(index.offsetAt(position(1, 3))).toBe(6);
    expect(index.lineText(1)).toBe('b😀c');
    expect(index.offsetAt(position(9, 9))).toBe(10);
  });
});

describe('applyEdits', () => {
  const at = (line: number, from: number, to: number) => range(position(line, from), position(line, to));

  it('applies edits against the original text, in any order', () => {
    const edits = [
      { range: at(1, 0, 3), newText: 'TWO' },
      { range: at(0, 0, 0), newText: '>' },
      { range: at(0, 0, 0), newText: '>' },
    ];
    expect(applyEdits('one\ntwo\n', edits)).toBe('>>one\nTWO\n');
  });

  it('refuses overlapping edits', () => {
    const edits = [
      { range: at(0, 0, 2), newText: '' },
      { range: at(0, 1, 3), newText: '' },
    ];
    expect(() => applyEdits('one', edits)).toThrow(RangeError);
  });
});
