// The counting of results: a stage that died, or that ran nothing, is never green.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendResult, type ResultEvent, readResults } from '../../host/results';

describe('results of a stage', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'results-'));
    file = join(folder, 'stage.jsonl');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const tell = (...events: ResultEvent[]) => {
    for (const event of events) appendResult(file, event);
  };

  it('counts what passed, failed and was skipped', () => {
    tell(
      { event: 'start', title: 'a' },
      { event: 'pass', title: 'a' },
      { event: 'fail', title: 'b', error: 'boom' },
      { event: 'skip', title: 'c', reason: 'no engine' },
      { event: 'end' },
    );
    const results = readResults(file);
    expect(results.passed).toBe(1);
    expect(results.failures.map(failure => [failure.title, failure.error])).toEqual([['b', 'boom']]);
    expect(results.skips.map(skip => [skip.title, skip.reason])).toEqual([['c', 'no engine']]);
  });

  it('names the test in which a stage died', () => {
    tell({ event: 'pass', title: 'a' }, { event: 'start', title: 'kills the host' });
    expect(readResults(file).failures.map(failure => failure.error)).toEqual([
      'it died or hung in or after: kills the host',
    ]);
  });

  it('is red when the stage told nothing, or ran no test', () => {
    expect(readResults(file).failures).toHaveLength(1);
    tell({ event: 'end' });
    expect(readResults(file).failures.map(failure => failure.error)).toEqual(['the stage ran no test']);
  });
});
