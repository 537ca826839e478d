// One job many times: counted, spread by rank, no more at once than allowed, and stopped on abort.
import { describe, expect, it } from 'vitest';
import { repeatJob, spreadOf } from '../../../src/flows/repeatJob';
import type { RepeatSnapshot } from '../../../src/protocol/jobConsole';
import { FakeClock } from '../../support/fakeClock';
import { fakeCloud } from '../../support/fakeCloud';
import { letTimePass } from '../../support/letTimePass';

function repeating(times: number, atOnce: number) {
  const clock = new FakeClock();
  const seen: RepeatSnapshot[] = [];
  const open = { now: 0, most: 0, sent: 0 };
  const cloud = fakeCloud({
    jobs: {
      async run() {
        open.now++;
        open.most = Math.max(open.most, open.now);
        return { id: `j${++open.sent}`, status: 'IN_QUEUE' };
      },
      async status(_endpoint, id) {
        open.now--;
        if (id === 'j3') return { id, status: 'FAILED', error: 'boom' };
        return { id, status: 'COMPLETED', delayTime: 10, executionTime: Number(id.slice(1)) };
      },
      cancel: async (_endpoint, id) => ({ id, status: 'CANCELLED' }),
    },
  });
  const stop = new AbortController();
  const options = {
    endpointId: 'e',
    request: { input: { a: 1 } },
    timeoutMs: 60_000,
    onUpdate: (one: RepeatSnapshot) => seen.push(one),
  };
  const done = repeatJob(cloud, { ...options, times, atOnce }, clock, stop.signal);
  return { clock, seen, open, stop, done };
}

describe('repeatJob', () => {
  it('counts what failed and spreads the times of the rest', async () => {
    const { clock, seen, open, done } = repeating(20, 4);
    await letTimePass(clock, done);
    expect(open).toMatchObject({ sent: 20, most: 4 });
    expect(seen.at(-1)).toMatchObject({ isRunning: false, done: 20, failed: 1, reason: 'boom' });
    expect(seen.at(-1)?.times).toMatchObject({
      queue: { p50: 10, max: 10 },
      run: { p50: 11, p95: 20, max: 20 },
    });
  });

  it('sends no more once it is stopped', async () => {
    const { clock, seen, open, stop, done } = repeating(50, 1);
    await clock.advance(1_000);
    stop.abort();
    await letTimePass(clock, done);
    expect(open.sent).toBeLessThan(50);
    expect(seen.at(-1)?.isRunning).toBe(false);
  });

  it('gives figures that were measured', () => {
    expect(spreadOf([5])).toEqual({ p50: 5, p95: 5, max: 5 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ p50: 2, p95: 4, max: 4 });
  });
});
