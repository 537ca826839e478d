// How a job's output is shown in a terminal: readable, and never a screenful of base64.
import { describe, expect, it } from 'vitest';
import { renderOutput } from '../../../../src/flows/cli/jobOutput';

describe('renderOutput', () => {
  it('keeps a list of numbers on one line', () => {
    expect(
      renderOutput({
        box: [
          [1, -2.5],
          [3e21, 4],
        ],
        words: ['a', 'b'],
      }),
    ).toBe('{\n  "box": [\n    [1, -2.5],\n    [3e+21, 4]\n  ],\n  "words": [\n    "a",\n    "b"\n  ]\n}');
  });

  it('shortens long text and says how long it was', () => {
    const shown = renderOutput({ png: 'A'.repeat(5924) });
    expect(shown.length).toBeLessThan(320);
    expect(shown).toContain('5,924 characters');
  });

  it('shows what JSON has no text for', () => {
    expect(renderOutput(undefined)).toBe('null');
  });
});
