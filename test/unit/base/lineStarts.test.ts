// Lines begin behind every kind of line end that Python and VS Code know: CRLF, LF and a lone CR.
import { expect, it } from 'vitest';
import { LineIndex } from '../../../src/base/text';

it('counts lines as a split by line ends does, whatever ends them', () => {
  const parts = ['a', '\n', '\r', '\r\n', 'é😀', ''];
  for (let seed = 0; seed < 2_000; seed++) {
    const text = Array.from(
      { length: 8 },
      (_, at) => parts[(seed * 7 + at * at * 5 + (seed >> at)) % parts.length],
    ).join('');
    const lines = text.split(/\r\n|\n|\r/);
    const index = new LineIndex(text);
    expect(index.lineCount).toBe(lines.length);
    expect(lines.map((_, line) => index.lineText(line))).toEqual(lines);
  }
});
