// Time stamps of lines in the reader's own time, UTC, and since the first line.
import { describe, expect, it } from 'vitest';
import { stamp } from '../../../../webview/logs/stamps';

const at = Date.UTC(2026, 5, 1, 3, 4, 5, 67);

describe('stamp', () => {
  it('is UTC, or the clock of the reader', () => {
    expect(stamp(at, 'utc', 0)).toBe('03:04:05.067');
    const there = new Date(at);
    const hours = String(there.getHours()).padStart(2, '0');
    const minutes = String(there.getMinutes()).padStart(2, '0');
    expect(stamp(at, 'local', 0)).toBe(`${hours}:${minutes}:05.067`);
  });

  it.each([
    [0, '+0:00.000'],
    [83_456, '+1:23.456'],
    [3_600_000, '+1:00:00.000'],
    [90_061_001, '+25:01:01.001'],
    [-1_500, '−0:01.500'],
  ])('%d ms after the first line is %s', (ms, words) => expect(stamp(at + ms, 'relative', at)).toBe(words));
});
