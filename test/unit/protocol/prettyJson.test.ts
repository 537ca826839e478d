// JSON for reading: the same value, with rows of numbers on one line.
import { describe, expect, it } from 'vitest';
import { prettyJson } from '../../../src/protocol/prettyJson';

describe('prettyJson', () => {
  it('puts boxes on one line and everything else below each other', () => {
    const value = {
      text: 'a, b',
      box: [
        [1, 2],
        [3.5, 4],
      ],
      tags: ['x', 'y'],
      none: {},
    };
    expect(prettyJson(value)).toBe(
      '{\n  "text": "a, b",\n  "box": [[1, 2], [3.5, 4]],\n  "tags": [\n    "x",\n    "y"\n  ],\n  "none": {}\n}',
    );
  });

  it('is still the same JSON', () => {
    const value = [{ a: [1, [2, 'three', null]], b: Array.from({ length: 60 }, (_, i) => i) }, true, 'x'];
    expect(JSON.parse(prettyJson(value))).toEqual(value);
    expect(prettyJson(undefined)).toBe('');
  });
});

describe('prettyJson of what is too much', () => {
  it('stops at a length', () => {
    const text = prettyJson({ list: Array(1_000_000).fill('x') }, { maxCharacters: 1_000 });
    expect(text.length).toBeLessThan(1_100);
  });

  it('writes 10,000 levels', () => {
    let value: unknown = 1;
    for (let level = 0; level < 10_000; level++) value = [value, 'x'];
    expect(JSON.parse(prettyJson(value))).toHaveLength(2);
  });
});
