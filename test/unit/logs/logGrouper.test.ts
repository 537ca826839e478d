// Lines become entries: tracebacks whole, chained ones too; progress bars in one line; workers never mixed up.
import { describe, expect, it } from 'vitest';
import { LogGrouper } from '../../../src/logs/logGrouper';
import { uncaughtException } from '../../../src/logs/tracebacks';
import { WorkerColours } from '../../../src/logs/workerColours';

function line(text: string, workerId = 'w1') {
  return {
    ts: '2026-01-01T00:00:00Z',
    endpointId: 'ep1',
    workerId,
    source: 'container',
    line: text,
  } as const;
}

/** The entries as they stand after all lines: kind and text. */
function group(texts: readonly (string | [string, string])[]): string[] {
  const grouper = new LogGrouper();
  const shown = new Map<number, string>();
  for (const text of texts) {
    const item = typeof text === 'string' ? line(text) : line(text[1], text[0]);
    const { entry } = grouper.push(item);
    shown.set(
      entry.id,
      entry.kind === 'gap'
        ? 'gap'
        : `${entry.kind}: ${entry.text}${entry.conclusion ? ` → ${entry.conclusion}` : ''}`,
    );
  }
  return [...shown.values()];
}

const trace = [
  'Traceback (most recent call last):',
  '  File "handler.py", line 3, in <module>',
  '    import torch',
  "ModuleNotFoundError: No module named 'torch'",
];

describe('log grouper', () => {
  it('keeps a traceback together and names its end', () => {
    expect(group(['before', ...trace, 'after'])).toEqual([
      'line: before',
      `traceback: ${trace.join('\n')} → ModuleNotFoundError: No module named 'torch'`,
      'line: after',
    ]);
  });

  it('keeps chained tracebacks together', () => {
    const chained = [
      ...trace,
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      ...trace.slice(0, 3),
      'RuntimeError: no model',
    ];
    expect(group([...chained, 'ready'])).toEqual([
      `traceback: ${chained.join('\n')} → RuntimeError: no model`,
      'line: ready',
    ]);
  });

  it('does not swallow what follows a traceback that was cut off', () => {
    expect(group([...trace.slice(0, 3), 'Worker ready, 3 models', 'next'])).toEqual([
      `traceback: ${trace.slice(0, 3).join('\n')}`,
      'line: Worker ready, 3 models',
      'line: next',
    ]);
  });

  it('keeps workers apart', () => {
    const mixed = trace.flatMap(
      text =>
        [
          ['w1', text],
          ['w2', `noise ${text.length}`],
        ] as [string, string][],
    );
    expect(group(mixed).filter(entry => entry.startsWith('traceback'))).toEqual([
      `traceback: ${trace.join('\n')} → ModuleNotFoundError: No module named 'torch'`,
    ]);
  });

  it('moves a progress bar in one line', () => {
    expect(group(['loading', ' 10%|#   | 1/10', ' 50%|##  | 5/10\r100%|####| 10/10', 'done'])).toEqual([
      'line: loading',
      'progress: 100%|####| 10/10',
      'line: done',
    ]);
  });

  it("unfolds the SDK's crash line and the traceback inside a message", () => {
    const crash = `ERROR  | Uncaught exception | ['Traceback (most recent call last):\\n', '  File "h.py", line 1\\n', "KeyError: 'x'\\n"]`;
    expect(group([crash])).toEqual([
      `traceback: Traceback (most recent call last):\n  File "h.py", line 1\nKeyError: 'x' → KeyError: 'x'`,
    ]);
    const message = JSON.stringify({ requestId: 'job-123', message: trace.join('\n'), level: 'ERROR' });
    expect(group([message])).toEqual([
      `traceback: ${trace.join('\n')} → ModuleNotFoundError: No module named 'torch'`,
    ]);
    expect(uncaughtException('Uncaught exception | []')).toBeUndefined();
  });

  it('shows gaps between the lines', () => {
    const grouper = new LogGrouper();
    grouper.push(line('Traceback (most recent call last):'));
    const gap = { from: 'a', to: 'b', workerId: 'w1' };
    expect(grouper.push({ gap })).toMatchObject({ change: 'added', entry: { kind: 'gap', gap } });
    expect(grouper.push(line('  indented'))).toMatchObject({ change: 'added', entry: { kind: 'line' } });
  });
});

describe('worker colours', () => {
  it('go by order of appearance and stay', () => {
    const colours = new WorkerColours(2);
    expect(['a', 'b', 'c', 'a', 'b'].map(id => colours.indexOf(id))).toEqual([0, 1, 0, 0, 1]);
  });
});
