// Lines become rows: tracebacks are one entry, chained ones too; progress bars are one row; workers never mixed up.
import { describe, expect, it } from 'vitest';
import { RowBuilder } from '../../../../src/logs/rows/rowBuilder';
import { RowStore } from '../../../../src/logs/rows/rowStore';
import { logLineOf, sdkLine, pythonTraceback as trace } from '../../../support/logLines';

/** The entries after all lines, each as its rows. */
function entries(texts: readonly (string | [string, string])[]): string[] {
  const builder = new RowBuilder();
  const store = new RowStore();
  for (const text of texts) {
    const line = typeof text === 'string' ? logLineOf(text) : logLineOf(text[1], { workerId: text[0] });
    for (const draft of builder.push(line)) store.add(draft);
  }
  const heads = Array.from({ length: store.end }, (_, seq) => store.row(seq)!).filter(
    row => row.head === row.seq,
  );
  return heads.map(({ seq }) =>
    store
      .entry(seq)
      .map(row => row.text)
      .join('\n'),
  );
}

describe('row builder', () => {
  it('keeps tracebacks together, chained ones too', () => {
    const chained = [
      ...trace,
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      ...trace.slice(0, 3),
      'RuntimeError: no model',
    ];
    expect(entries(['before', ...chained, 'ready'])).toEqual(['before', chained.join('\n'), 'ready']);
  });

  it('does not swallow what follows a traceback that was cut off', () => {
    expect(entries([...trace.slice(0, 3), 'Worker ready, 3 models', 'next'])).toEqual([
      trace.slice(0, 3).join('\n'),
      'Worker ready, 3 models',
      'next',
    ]);
  });

  it('keeps workers apart', () => {
    const mixed = trace.flatMap((text): [string, string][] => [
      ['w1', text],
      ['w2', `noise ${text.length}`],
    ]);
    expect(entries(mixed)).toContain(trace.join('\n'));
  });

  it('moves a progress bar in one row', () => {
    expect(entries(['loading', ' 10%|#   | 1/10', ' 50%|##  | 5/10\r100%|####| 10/10', 'done'])).toEqual([
      'loading',
      '100%|####| 10/10',
      'done',
    ]);
  });

  it("unfolds the SDK's crash line and the traceback inside a message", () => {
    const crash = `ERROR  | Uncaught exception | ['Traceback (most recent call last):\\n', '  File "h.py", line 1\\n', "KeyError: 'x'\\n"]`;
    expect(entries([crash])).toEqual([
      `Traceback (most recent call last):\n  File "h.py", line 1\nKeyError: 'x'`,
    ]);
    expect(entries([sdkLine(trace.join('\n'), 'job-123', 'ERROR')])).toEqual([trace.join('\n')]);
  });

  it('gives what a worker prints to the job it is at, and to none when there are two', () => {
    const builder = new RowBuilder();
    const job = (text: string) => builder.push(logLineOf(text))[0]?.jobId;
    expect(job('before')).toBeUndefined();
    expect(job(sdkLine('Started.', 'job-aaa'))).toBe('job-aaa');
    expect(job('printed by the handler')).toBe('job-aaa');
    expect(trace.map(job)).toEqual(Array(4).fill('job-aaa'));
    expect(job(sdkLine('Started.', 'job-bbb'))).toBe('job-bbb');
    expect(job('whose is it?')).toBeUndefined();
    expect(job(sdkLine('Finished.', 'job-aaa'))).toBe('job-aaa');
    expect(job('of the other')).toBe('job-bbb');
    builder.push(logLineOf('start container for x: begin', { source: 'system' }));
    expect(job('a new process')).toBeUndefined();
  });

  it('tells a gap in seconds, and keeps ANSI codes for the look only', () => {
    const builder = new RowBuilder();
    const gap = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:14Z', workerId: 'w1' };
    expect(builder.push({ gap })).toMatchObject([{ kind: 'gap', text: 'Reconnected to w1: 14 s missing' }]);
    expect(builder.push(logLineOf('\u001b[31mred\u001b[0m'))).toMatchObject([
      { text: 'red', styled: '\u001b[31mred\u001b[0m' },
    ]);
  });
});
