// Lines kept on disk and read back: in order of time, bounded in size and age, by one process, whatever a crash left.
import { appendFile, mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogCapture } from '../../../../src/logs/capture/capture';
import { olderFile, workerFile } from '../../../../src/logs/capture/files';
import { openHistory } from '../../../../src/logs/capture/history';
import { claim } from '../../../../src/logs/capture/owner';
import { sweep } from '../../../../src/logs/capture/sweep';
import type { TailItem } from '../../../../src/logs/line';
import { FakeClock } from '../../../support/fakeClock';
import { logLineOf, stampAt } from '../../../support/logLines';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keep(items: readonly TailItem[], maxFileBytes?: number): Promise<void> {
  const capture = new LogCapture({ folder, endpointId: 'ep1', clock: new FakeClock(), maxFileBytes });
  for (const item of items) await capture.keep(item);
  await capture.flush();
  expect(capture.problem).toBeUndefined();
}

async function readBack(): Promise<string[]> {
  const history = await openHistory(folder, 'ep1');
  const items: TailItem[] = [];
  for await (const slice of history.all()) items.push(...slice);
  await history.close();
  return items.map(item => ('gap' in item ? `gap ${item.gap.workerId}` : `${item.workerId} ${item.line}`));
}

describe('LogCapture', () => {
  it('keeps lines of all workers and gives them back in the order of time', async () => {
    const gap = { from: stampAt(3), to: stampAt(4), workerId: 'w/2' };
    await keep([
      logLineOf('one', { at: 1 }),
      logLineOf('four', { at: 4 }),
      logLineOf('two\nlines', { workerId: 'w/2', at: 2 }),
      { gap },
      logLineOf('five', { workerId: 'w/2', at: 5 }),
    ]);
    expect(await readBack()).toEqual(['w1 one', 'w/2 two\nlines', 'gap w/2', 'w1 four', 'w/2 five']);
    const path = workerFile(folder, '../ep1', '../../etc');
    expect(path.startsWith(`${folder}/`)).toBe(true);
    expect((await stat(workerFile(folder, 'ep1', 'w1'))).mode & 0o777).toBe(0o600);
  });

  it('writes within a quarter of a second, without being asked', async () => {
    const clock = new FakeClock();
    const capture = new LogCapture({ folder, endpointId: 'ep1', clock });
    void capture.keep(logLineOf('soon'));
    await clock.advance(250);
    await capture.flush();
    expect(await readBack()).toEqual(['w1 soon']);
    expect(clock.pending).toBe(0);
  });

  it('keeps the newest lines of a worker that never stops', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => logLineOf(`line ${n}`, { at: n }));
    for (const line of lines) await keep([line], 1_000);
    const path = workerFile(folder, 'ep1', 'w1');
    expect((await stat(path)).size).toBeLessThanOrEqual(1_000);
    expect((await stat(olderFile(path))).size).toBeLessThanOrEqual(1_000);
    const kept = await readBack();
    expect(kept.at(-1)).toBe('w1 line 49');
    expect(kept).toEqual(lines.slice(-kept.length).map(line => `w1 ${line.line}`));
  });

  it('loses one record to a crash in the middle of it, and none after', async () => {
    await keep([logLineOf('whole')]);
    await appendFile(workerFile(folder, 'ep1', 'w1'), '{"ts":"2026-01-01T00:00:01Z","li');
    await keep([logLineOf('after', { at: 2 })]);
    expect(await readBack()).toEqual(['w1 whole', 'w1 after']);
  });

  it('says what the disk said, and goes on', async () => {
    await appendFile(join(folder, 'file'), '');
    const capture = new LogCapture({
      folder: join(folder, 'file'),
      endpointId: 'ep1',
      clock: new FakeClock(),
    });
    void capture.keep(logLineOf('lost'));
    await capture.flush();
    expect(capture.problem).toBeTruthy();
  });
});

describe('History', () => {
  it('is what was there when it was opened, though the files move and grow', async () => {
    await keep([logLineOf('before', { at: 1 })]);
    const history = await openHistory(folder, 'ep1');
    await keep([logLineOf('later', { at: 2 })], 10);
    const items = await history.newest(1_000_000);
    expect(items.map(item => 'line' in item && item.line)).toEqual(['before']);
    await history.close();
  });

  it('gives the end of every worker, and the point to go on from', async () => {
    const lines = Array.from({ length: 200 }, (_, n) =>
      logLineOf(`line ${n}`, { at: n, cursor: `c${n}`, workerId: `w${n % 2}` }),
    );
    await keep(lines);
    const history = await openHistory(folder, 'ep1');
    // A share of something is seldom a whole number of bytes.
    const newest = await history.newest(3_000 / 2.9);
    expect(newest.length).toBeGreaterThan(4);
    expect(newest.map(item => 'line' in item && item.line)).toEqual(
      lines.slice(-newest.length).map(line => line.line),
    );
    const points = await history.resumePoints();
    expect(points.get('w1')?.open({ tail: 100 })).toEqual({ lastEventId: 'c197' });
    await history.close();
  });
});

describe('claim', () => {
  it('lets one living process write', () => {
    const owner = (pid: number, alive: number[]) => ({
      pid,
      isAlive: (other: number) => alive.includes(other),
    });
    const first = claim(folder, 'ep1', owner(1, [1, 2]));
    expect(first).toBeDefined();
    expect(claim(folder, 'ep1', owner(2, [1, 2]))).toBeUndefined();
    const heir = claim(folder, 'ep1', owner(2, [2]));
    expect(heir).toBeDefined();
    heir?.dispose();
    expect(claim(folder, 'ep1', owner(3, [3]))).toBeDefined();
  });
});

describe('sweep', () => {
  it('removes what is too old, and the oldest of what is too much', async () => {
    const clock = new FakeClock(Date.now());
    for (const [index, workerId] of ['a', 'b', 'c'].entries()) {
      await keep([logLineOf('x'.repeat(500), { workerId })]);
      const seconds = clock.now() / 1000 - 1_000 + index;
      await utimes(workerFile(folder, 'ep1', workerId), seconds, seconds);
    }
    await sweep(folder, clock, { maxBytes: 1_300 });
    expect((await readBack()).map(line => line[0])).toEqual(['b', 'c']);
    await sweep(folder, clock, { maxAgeMs: 998_500 });
    expect((await readBack()).map(line => line[0])).toEqual(['c']);
    expect(await readFile(workerFile(folder, 'ep1', 'c'), 'utf8')).toContain('xxx');
  });
});
