// What of a job's wait was the start of its worker.
import { describe, expect, it } from 'vitest';
import { startTimesIn } from '../../../src/editor/jobs/startTimes';

const wait = { from: 1_000, to: 6_000 };

describe('startTimesIn', () => {
  it('splits the start into cold start and load', () => {
    const worker = { createdMs: 1_200, startedMs: 2_000, readyMs: 5_500 };
    expect(startTimesIn(wait, worker)).toEqual({ coldStartMs: 800, loadMs: 3_500 });
  });

  it('counts only what the job waited for', () => {
    expect(startTimesIn(wait, { createdMs: 0, startedMs: 500, readyMs: 1_400 })).toEqual({
      coldStartMs: undefined,
      loadMs: 400,
    });
    expect(startTimesIn(wait, { createdMs: 0, startedMs: 500, readyMs: 900 })).toBeUndefined();
    expect(startTimesIn(wait, { createdMs: 0, startedMs: 500, readyMs: null })).toBeUndefined();
    expect(startTimesIn(wait, { startedMs: 2_000, readyMs: 3_000 })).toEqual({
      coldStartMs: undefined,
      loadMs: 1_000,
    });
  });
});
