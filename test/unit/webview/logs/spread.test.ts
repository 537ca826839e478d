// Marks on an axis: none hides another, none leaves the axis, and where there is room none moves.
import { describe, expect, it } from 'vitest';
import { spread } from '../../../../webview/logs/spread';

describe('spread', () => {
  it.each<[string, number[], number[]]>([
    ['leaves alone what has room', [0, 20, 100], [0, 20, 100]],
    ['moves what follows too closely', [10, 11, 12, 60], [10, 20, 30, 60]],
    ['stays on the axis', [80, 99, 100], [80, 90, 100]],
    ['moves back what was there before', [95, 96, 97], [80, 90, 100]],
    [
      'begins at the beginning when there is no room at all',
      Array(12).fill(50),
      [0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    ],
    ['has nothing to do', [], []],
  ])('%s', (_what, places, expected) => {
    expect(spread(places, 10, 100)).toEqual(expected);
  });
});
