// The refresh scheduler in pretended time: visibility, pace, back-off, bursts, single flight, and no timer left.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import type { RefreshReason } from '../../../src/state/refreshedView';
import { RefreshScheduler } from '../../../src/state/refreshScheduler';
import { FakeClock } from '../../support/fakeClock';

type Outcome = 'changed' | 'same' | Error | Promise<'changed' | 'same'>;

function setUp(outcome: () => Outcome = () => 'same') {
  const clock = new FakeClock();
  const scheduler = new RefreshScheduler(clock);
  const runs: { reason: RefreshReason; at: number; signal: AbortSignal }[] = [];
  const start = clock.now();
  const view = scheduler.register('endpoints', {
    pauseMs: { quick: 2_000, calm: 10_000 },
    work: async (reason, signal) => {
      runs.push({ reason, at: clock.now() - start, signal });
      const result = await outcome();
      if (result instanceof Error) throw result;
      return result;
    },
  });
  return { clock, scheduler, runs, view, times: () => runs.map(run => run.at) };
}

describe('refresh scheduler', () => {
  it('does nothing for a view nobody sees', async () => {
    const { clock, runs } = setUp();
    await clock.advance(600_000);
    expect(runs).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('refreshes while visible, ever more calmly, and stops when hidden', async () => {
    const { clock, scheduler, times } = setUp();
    scheduler.setVisible('endpoints', 'visible');
    await clock.advance(30_000);
    expect(times()).toEqual([0, 3_000, 7_500, 14_250, 24_250]);
    scheduler.setVisible('endpoints', 'hidden');
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(times()).toHaveLength(5);
  });

  it('keeps a quick pace while things change', async () => {
    const { clock, scheduler, times } = setUp(() => 'changed');
    scheduler.setVisible('endpoints', 'visible');
    await clock.advance(8_000);
    expect(times()).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
  });

  it('backs off while it fails, as long as it was told to when it was', async () => {
    const answers: Outcome[] = [
      new Error('down'),
      new Error('down'),
      new AppError('rate-limited', 'wait', { retryAfterMs: 40_000 }),
      'changed',
      'changed',
    ];
    const { clock, scheduler, times } = setUp(() => answers.shift() ?? 'same');
    scheduler.setVisible('endpoints', 'visible');
    await clock.advance(54_000);
    expect(times()).toEqual([0, 4_000, 12_000, 52_000, 54_000]);
  });

  it('lets a person refresh at any time, also while hidden or backing off', async () => {
    const { clock, scheduler, runs } = setUp(() => new Error('down'));
    await scheduler.refresh('endpoints', 'user');
    expect(runs).toHaveLength(1);
    scheduler.setVisible('endpoints', 'visible');
    await clock.advance(1_000);
    await scheduler.refresh('endpoints', 'user');
    expect(runs.map(run => run.reason)).toEqual(['user', 'shown', 'user']);
  });

  it('waits for the last of a burst', async () => {
    const { clock, scheduler, times } = setUp();
    for (let i = 0; i < 5; i++) {
      void scheduler.refresh('endpoints', 'changed');
      await clock.advance(100);
    }
    expect(times()).toEqual([]);
    await clock.advance(250);
    expect(times()).toEqual([650]);
    expect(clock.pending).toBe(0);
  });

  it('runs once at a time, and once more for all who asked meanwhile', async () => {
    const ends: (() => void)[] = [];
    const { clock, scheduler, runs } = setUp(() => new Promise(resolve => ends.push(() => resolve('same'))));
    const first = scheduler.refresh('endpoints', 'user');
    const settled: string[] = [];
    void scheduler.refresh('endpoints', 'changed').then(() => settled.push('changed'));
    void scheduler.refresh('endpoints', 'user').then(() => settled.push('user'));
    await clock.advance(10);
    expect(runs).toHaveLength(1);
    ends[0]?.();
    await first;
    await clock.advance(10);
    expect(runs).toHaveLength(2);
    expect(settled).toEqual([]);
    ends[1]?.();
    await clock.advance(10);
    expect(settled.sort()).toEqual(['changed', 'user']);
    expect(runs).toHaveLength(2);
  });

  it('aborts what is under way and leaves no timer when it goes', async () => {
    const { clock, scheduler, runs } = setUp(() => new Promise(() => undefined));
    scheduler.setVisible('endpoints', 'visible');
    const asked = scheduler.refresh('endpoints', 'changed');
    await clock.advance(300);
    scheduler.dispose();
    await asked;
    expect(runs[0]?.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
    await scheduler.refresh('endpoints', 'user');
    expect(runs).toHaveLength(1);
  });
});
