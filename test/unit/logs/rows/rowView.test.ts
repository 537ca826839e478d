// Which rows pass which wishes, at which position, while rows come and go; against a plain filter over plain rows.
import { describe, expect, it } from 'vitest';
import { chunkRows } from '../../../../src/logs/rows/chunk';
import { mergeBlocks } from '../../../../src/logs/rows/mergeBlocks';
import type { Row } from '../../../../src/logs/rows/row';
import { BlockBuilder } from '../../../../src/logs/rows/rowBlock';
import { RowBuilder } from '../../../../src/logs/rows/rowBuilder';
import { everything, type RowFilter } from '../../../../src/logs/rows/rowFilter';
import { RowStore } from '../../../../src/logs/rows/rowStore';
import { RowView } from '../../../../src/logs/rows/rowView';
import { logLineOf, pythonTraceback, sdkLine } from '../../../support/logLines';

function filled(count: number, maxRows?: number) {
  const store = new RowStore(maxRows);
  const builder = new RowBuilder();
  const add = (text: string, fields: Parameters<typeof logLineOf>[1] = {}) => {
    for (const draft of builder.push(logLineOf(text, fields))) store.add(draft);
  };
  for (let n = 0; n < count; n++) {
    const fields = {
      workerId: `w${n % 3}`,
      at: n,
      source: n % 7 === 0 ? ('system' as const) : ('container' as const),
    };
    add(
      n % 5 === 0
        ? sdkLine(`Line ${n} Größe`, `job-${n % 4}00`, n % 10 === 0 ? 'ERROR' : 'INFO')
        : `line ${n}`,
      fields,
    );
  }
  return { store, add };
}

function shown(store: RowStore, view: RowView): Row[] {
  const rows: Row[] = [];
  for (let at = view.first; at < view.end; at++) rows.push(store.row(view.at(at)!)!);
  return rows;
}

const wish = (change: Partial<RowFilter>): RowFilter => ({ ...everything, ...change });

describe('RowView', () => {
  const { store } = filled(chunkRows * 2 + 100);
  const all = shown(store, new RowView(store, everything));
  const cases: [string, Partial<RowFilter>, (row: Row) => boolean][] = [
    [
      'text in any case',
      { text: 'LINE 12' },
      row => row.text.toLowerCase().includes('line') && row.text.includes('12'),
    ],
    ['a letter beyond ASCII', { text: 'GRÖSSE' }, () => false],
    ['umlauts', { text: 'größe 100' }, row => row.text.includes('Größe') && row.text.includes('100')],
    ['a regular expression', { text: '^line \\d{2}$', isRegex: true }, row => /^line \d{2}$/i.test(row.text)],
    ['levels', { minLevel: 'ERROR' }, row => row.level === 'ERROR'],
    ['workers', { hiddenWorkers: ['w1'] }, row => row.workerId !== 'w1'],
    ['source', { source: 'system' }, row => row.kind === 'system'],
    ['a job', { jobId: 'job-100' }, row => row.jobId === 'job-100'],
    ['a job that there is not', { jobId: 'nobody' }, () => false],
    [
      'everything at once',
      {
        text: 'line',
        hiddenWorkers: ['w0'],
        source: 'container',
        minLevel: 'INFO',
        fromMs: all[500]!.tsMs,
        toMs: all[9000]!.tsMs,
      },
      row =>
        row.workerId !== 'w0' &&
        row.kind === 'container' &&
        row.tsMs >= all[500]!.tsMs &&
        row.tsMs <= all[9000]!.tsMs,
    ],
  ];

  it.each(cases)('filters by %s', (_, change, plain) => {
    const seqs = shown(store, new RowView(store, wish(change))).map(row => row.seq);
    expect(seqs).toEqual(all.filter(plain).map(row => row.seq));
  });

  it('says what is wrong with a pattern', () => {
    expect(() => new RowView(store, wish({ text: '(', isRegex: true }))).toThrow(/not a regular expression/);
  });

  it('shows a traceback whole when one of its lines is meant, though others write between', () => {
    const { store, add } = filled(10);
    for (const line of pythonTraceback) {
      add(line, { workerId: 'w9' });
      add('noise', { workerId: 'w8' });
    }
    const texts = shown(store, new RowView(store, wish({ text: 'modulenotfound' }))).map(row => row.text);
    expect(texts).toEqual(pythonTraceback);
  });

  it('takes in what comes, and says when an older row has to be shown too', () => {
    const { store, add } = filled(10);
    const view = new RowView(store, wish({ text: 'needle' }));
    add('a needle');
    expect(view.catchUp()).toBe(true);
    expect(shown(store, view).map(row => row.text)).toEqual(['a needle']);
    for (const line of pythonTraceback) add(line);
    add('KeyError: needle');
    view.catchUp();
    add('Traceback (most recent call last):');
    add('  File "needle.py", line 1');
    expect(view.catchUp()).toBe(false);
  });

  it('keeps positions while old rows are let go', () => {
    const { store, add } = filled(chunkRows * 2, chunkRows);
    const view = new RowView(store, wish({ hiddenWorkers: ['w1'] }));
    const before = view.at(view.end - 1);
    const last = view.end - 1;
    for (let n = 0; n < chunkRows - 10; n++) add(`more ${n}`, { workerId: 'w2' });
    view.catchUp();
    expect(view.at(last)).toBe(before);
    expect(store.first).toBeGreaterThan(0);
    expect(store.row(view.at(view.first)!)!.seq).toBeGreaterThanOrEqual(store.first);
    expect(store.end - store.first).toBeLessThanOrEqual(chunkRows * 2);
  });

  it('finds the position of a row or of the next one shown', () => {
    const view = new RowView(store, wish({ hiddenWorkers: ['w1'] }));
    for (const seq of [0, 1, 2, 3, 500, 16_000]) {
      const position = view.positionOf(seq);
      expect(view.at(position)! >= seq).toBe(true);
      if (position > view.first) expect(view.at(position - 1)! < seq).toBe(true);
    }
  });
});

describe('rows that nobody has read', () => {
  const texts = [
    'one needle',
    'ends with nee',
    'dle begins this',
    '\u001b[31mred\u001b[0m needle',
    'NEEDLE',
    'none',
  ];
  const unread = (extra: readonly string[] = []) => {
    const builder = new RowBuilder();
    const block = new BlockBuilder();
    for (const text of [...texts, ...extra])
      for (const draft of builder.push(logLineOf(text))) block.add(draft, 'work');
    const store = new RowStore();
    for (const _turn of mergeBlocks(store, [{ workerId: 'w', blocks: [block.build()] }]));
    return store;
  };

  it.each([
    ['needle', [0, 3, 4]],
    ['e', [0, 1, 2, 3, 4, 5]],
    ['31m', []],
    ['needle one', [0]],
  ])('are found as those that were: %s', (text, expected) => {
    // In lower case this letter is two.
    for (const store of [unread(), unread(['İ'])]) {
      const found = () => shown(store, new RowView(store, wish({ text }))).map(row => row.seq);
      expect(found()).toEqual(expected);
      for (const chunk of store.chunks) chunk.read();
      expect(found()).toEqual(expected);
    }
  });
});

describe('RowStore', () => {
  it('moves a progress bar also after its chunk was sealed', () => {
    const { store, add } = filled(0);
    add(' 1%|  |', { workerId: 'bar' });
    for (let n = 0; n < chunkRows; n++) add(`line ${n}`);
    add('99%|##|', { workerId: 'bar' });
    expect(store.row(0)!.text).toBe('99%|##|');
    expect(shown(store, new RowView(store, wish({ text: '99%' }))).map(row => row.seq)).toContain(0);
    expect(shown(store, new RowView(store, wish({ text: ' 1%|' })))).toEqual([]);
  });
});
