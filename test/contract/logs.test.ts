// Logs over a real socket: a short soak with every connection cut again and again, and workers that crash at import
// and live for seconds at most.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../src/api/createCloud';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/log';
import { LogSession } from '../../src/editor/logs/logSession';
import { localTarget } from '../../src/flows/target';
import { pythonTraceback } from '../support/logLines';
import { soak } from '../support/logSoak';
import { until } from '../support/realLocal';
import { ScriptedLocal } from '../support/scriptedLocal';

describe('the log view', () => {
  it('loses and doubles no line of 8 workers at 2,000 lines a second with a cut every 5 s', async () => {
    const result = await soak({ workers: 8, linesPerSecond: 2_000, seconds: 15, cutEveryMs: 5_000 });
    expect(result).toMatchObject({ printed: 240_000, shown: 240_000, lost: 0, doubled: 0, gaps: 0 });
    expect(result.reconnects).toBeGreaterThanOrEqual(16);
  }, 60_000);
});

describe('an import crash', () => {
  const tries = 50;
  const atOnce = 10;
  const local = new ScriptedLocal({
    logQuirks: { resetAfterMs: undefined, sameStamps: true, vanishAfterMs: 120_000 },
  });
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-crash-'));
    await local.start();
  });
  afterAll(async () => {
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it(`is in the view on every one of ${tries} tries, however short the container lived`, async () => {
    const target = localTarget(local.info, where =>
      createCloud({ ...where, clock: systemClock, log: silentLogger, userAgent: 'test' }),
    );
    const crash = async (number: number) => {
      const { id, processes } = await local.endpoint(`crash-${number}`, 1);
      const options = { clock: systemClock, folder: async () => folder, secrets: () => [] };
      const session = new LogSession({ target, endpointId: id, name: `crash-${number}` }, options);
      const running = session.run();
      // Up to half a second short of five.
      await systemClock.sleep((number % atOnce) * 450);
      for (const line of pythonTraceback) processes[0]?.write('container', line);
      processes[0]?.exit(1);
      const isShown = () => {
        // Another one when the history has been read.
        const { store } = session;
        return Array.from({ length: store.end }, (_unused, seq) => store.row(seq)).some(
          row =>
            row?.level === 'ERROR' &&
            store
              .entry(row.seq)
              .map(part => part.text)
              .join('\n') === pythonTraceback.join('\n'),
        );
      };
      await until(isShown, 20_000);
      const moments = session.timeline.tracks.flatMap(track => track.moments.map(moment => moment.kind));
      session.dispose();
      await running;
      return moments;
    };
    for (let from = 0; from < tries; from += atOnce) {
      const caught = Array.from({ length: atOnce }, (_, index) => crash(from + index));
      for (const moments of await Promise.all(caught)) expect(moments).toContain('crash');
    }
  }, 120_000);
});
