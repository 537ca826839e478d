// Two windows on one endpoint: one writes, and when it ends the other goes on, with no line missing or twice on disk.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workerFile } from '../../../../src/logs/capture/files';
import { SharedCapture } from '../../../../src/logs/capture/sharedCapture';
import { FakeClock } from '../../../support/fakeClock';
import { logLineOf, stampAt } from '../../../support/logLines';

let folder = '';
const alive = new Set<number>();
const clock = new FakeClock();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shared-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function windowOf(pid: number): Promise<SharedCapture> {
  alive.add(pid);
  const owner = { pid, isAlive: (other: number) => alive.has(other) };
  const capture = new SharedCapture({ folder, endpointId: 'ep1', clock, owner });
  await capture.begin();
  return capture;
}

const line = (n: number) => logLineOf(n % 3 === 0 ? 'same' : `line ${n}`, { at: n, cursor: `c${n}` });

async function written(): Promise<unknown[]> {
  const text = await readFile(workerFile(folder, 'ep1', 'w1'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map(record => JSON.parse(record).id ?? 'gap');
}

/** Lets the heir's next try happen, which takes the real time of the disk. */
async function takeOver(): Promise<void> {
  await clock.advance(1_000);
  await new Promise(resolve => setTimeout(resolve, 100));
}

describe('SharedCapture', () => {
  it('goes on where another window stopped', async () => {
    const first = await windowOf(1);
    const second = await windowOf(2);
    for (let n = 0; n < 10; n++) {
      await first.keep(line(n));
      await second.keep(line(n));
    }
    await first.close();
    for (let n = 10; n < 15; n++) await second.keep(line(n));
    await takeOver();
    for (let n = 15; n < 20; n++) await second.keep(line(n));
    await second.close();
    expect(await written()).toEqual(Array.from({ length: 20 }, (_, n) => `c${n}`));
    expect(clock.pending).toBe(0);
  });

  it('goes on though the other was killed with lines unwritten, and does not write what comes late', async () => {
    const first = await windowOf(1);
    const second = await windowOf(2);
    for (let n = 0; n < 5; n++) await first.keep(line(n));
    await first.close();
    const third = await windowOf(3);
    alive.delete(3);
    await second.keep({ gap: { from: stampAt(1), to: stampAt(2), workerId: 'w1' } });
    await takeOver();
    for (let n = 3; n < 8; n++) await second.keep(line(n));
    await second.keep({ gap: { from: stampAt(7), to: stampAt(9), workerId: 'w1' } });
    await second.close();
    await third.close();
    expect(await written()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'gap']);
  });
});
