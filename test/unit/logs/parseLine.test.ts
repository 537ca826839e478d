// What a line says about itself, in the shapes the SDK prints and in those it does not.
import { describe, expect, it } from 'vitest';
import { parseLine, visibleText } from '../../../src/logs/parseLine';

describe('parseLine', () => {
  it.each([
    [
      '{"requestId": "abc-123-u1", "message": "Started.", "level": "INFO"}',
      { text: 'Started.', jobId: 'abc-123-u1', level: 'INFO' },
    ],
    [
      '{"requestId": null, "message": "Jobs in queue: 1", "level": "DEBUG"}',
      { text: 'Jobs in queue: 1', level: 'DEBUG' },
    ],
    ['{"prompt": "not ours"}', { text: '{"prompt": "not ours"}' }],
    ['{"message": half', { text: '{"message": half' }],
    ['INFO   | abc-123-u1 | Finished.', { text: 'Finished.', jobId: 'abc-123-u1', level: 'INFO' }],
    [
      'WARN   | Fitness check failed: gpu | RuntimeError: none',
      { text: 'Fitness check failed: gpu | RuntimeError: none', level: 'WARN' },
    ],
    [
      "ERROR  | Uncaught exception | ['Traceback']",
      { text: "Uncaught exception | ['Traceback']", level: 'ERROR' },
    ],
    ['CRITICAL | down', { text: 'down', level: 'ERROR' }],
    [
      '--- Starting Serverless Worker |  Version 1.12.0 ---',
      { text: '--- Starting Serverless Worker |  Version 1.12.0 ---' },
    ],
    ['\u001b[32mloaded\u001b[0m in 3 s', { text: 'loaded in 3 s' }],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', { text: 'link' }],
    ['', { text: '' }],
  ])('%s', (line, expected) => {
    expect(parseLine(line)).toEqual(expected);
  });

  it('shows of a progress bar what a terminal would still show', () => {
    expect(visibleText('  0%|   |\r 50%|##  |\r100%|####|\r\n')).toBe('100%|####|');
    expect(visibleText('plain\r\n')).toBe('plain');
    expect(visibleText('\r')).toBe('');
  });
});
