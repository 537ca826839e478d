// The filter of the log panel.
import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../../src/protocol/logs';
import { noFilter, passes } from '../../../webview/logs/filter';

const row: LogRow = {
  seq: 1,
  ts: '2026-01-01T00:00:00Z',
  workerId: 'w1',
  kind: 'container',
  level: 'INFO',
  text: 'Jobs in queue: 1',
  jobId: 'job-9',
};

describe('passes', () => {
  it('wants every word, in any case, in text, worker or job', () => {
    expect(passes(row, { ...noFilter, text: 'QUEUE jobs' })).toBe(true);
    expect(passes(row, { ...noFilter, text: 'job-9 w1' })).toBe(true);
    expect(passes(row, { ...noFilter, text: 'queue error' })).toBe(false);
  });

  it('keeps gaps and notes whatever kind of line is asked for', () => {
    const gap: LogRow = { ...row, kind: 'gap', level: undefined };
    expect(passes(gap, { ...noFilter, show: 'warnings' })).toBe(true);
    expect(passes(row, { ...noFilter, show: 'warnings' })).toBe(false);
    expect(passes({ ...row, level: 'ERROR' }, { ...noFilter, show: 'warnings' })).toBe(true);
  });

  it('shows one worker alone, with the notes about all', () => {
    expect(passes(row, { ...noFilter, workerId: 'w2' })).toBe(false);
    expect(passes({ ...row, kind: 'note' }, { ...noFilter, workerId: 'w2' })).toBe(true);
  });
});
