// The wishes of `logs`, each by itself and together, over lines as they pass by.
import { describe, expect, it } from 'vitest';
import { type ItemFilter, isLevel, itemFilter, textFilter } from '../../../src/logs/itemFilter';
import { logLineOf, sdkLine, stampAt } from '../../support/logLines';

const none: ItemFilter = { text: '', isRegex: false };
const lines = [
  logLineOf('boot', { source: 'system', at: 0 }),
  logLineOf(sdkLine('Started.', 'job-aaaaaa'), { at: 1 }),
  logLineOf('working', { at: 2 }),
  logLineOf('elsewhere', { at: 2, workerId: 'w2' }),
  logLineOf('ERROR  | job-aaaaaa | broken', { at: 3 }),
  logLineOf(sdkLine('Finished.', 'job-aaaaaa'), { at: 4 }),
  logLineOf('idle again', { at: 5 }),
];

function seconds(filter: Partial<ItemFilter>): string[] {
  const passes = itemFilter({ ...none, ...filter });
  return lines.filter(passes).map(({ ts, workerId }) => `${workerId}@${Date.parse(ts) / 1000 - start}`);
}
const start = Date.parse(stampAt(0)) / 1000;

describe('itemFilter', () => {
  it.each<[Partial<ItemFilter>, string[]]>([
    [{}, ['w1@0', 'w1@1', 'w1@2', 'w2@2', 'w1@3', 'w1@4', 'w1@5']],
    [{ source: 'system' }, ['w1@0']],
    [{ minLevel: 'ERROR' }, ['w1@3']],
    [{ workerId: 'w2' }, ['w2@2']],
    [{ jobId: 'job-aaaaaa' }, ['w1@1', 'w1@2', 'w1@3', 'w1@4']],
    [{ text: 'AGAIN idle' }, ['w1@5']],
    [{ text: '^boot$', isRegex: true }, ['w1@0']],
    [{ fromMs: (start + 4) * 1000 }, ['w1@4', 'w1@5']],
    [{ toMs: start * 1000 }, ['w1@0']],
    [{ jobId: 'job-aaaaaa', text: 'working', workerId: 'w1' }, ['w1@2']],
  ])('%j', (filter, expected) => expect(seconds(filter)).toEqual(expected));

  it('tells gaps whatever is looked for, of the workers that are', () => {
    const gap = { gap: { from: stampAt(1), to: stampAt(2), workerId: 'w1' } };
    expect(itemFilter({ ...none, text: 'nothing', minLevel: 'ERROR' })(gap)).toBe(true);
    expect(itemFilter({ ...none, workerId: 'w2' })(gap)).toBe(false);
    expect(itemFilter({ ...none, fromMs: Date.parse(stampAt(3)) })(gap)).toBe(false);
  });

  it('takes an empty pattern for none, and says what is wrong with a bad one', () => {
    expect(textFilter(' ', true)('anything')).toBe(true);
    expect(() => textFilter('(', true)).toThrow(/not a regular expression/);
  });

  it('knows levels by their word', () => {
    expect(['WARN', 'LOUD', 'warn'].map(isLevel)).toEqual([true, false, false]);
  });
});
