// A million lines of eight workers as the extension host holds them: how soon the end is there, how long all of them
// take, a filter by text, a window of rows; beside it `grep` on the same files. `node test/host/bootstrap.mjs` runs it.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { LogCapture } from '../../../src/logs/capture/capture';
import { endpointFolder } from '../../../src/logs/capture/files';
import { openHistory } from '../../../src/logs/capture/history';
import { RowBuilder } from '../../../src/logs/rows/rowBuilder';
import { everything } from '../../../src/logs/rows/rowFilter';
import { RowStore } from '../../../src/logs/rows/rowStore';
import { RowView } from '../../../src/logs/rows/rowView';
import { logLineOf, sdkLine } from '../../support/logLines';

const count = 1_000_000;
const wanted = 'needle in line';

export async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'million-'));
  try {
    await fill(folder);
    const history = await timed('the end of every worker, from disk', async () => {
      const opened = await openHistory(folder, 'ep1');
      await opened.newest(128 * 1024);
      return opened;
    });
    const store = new RowStore();
    const builder = new RowBuilder();
    await timed('all of them, from disk', async () => {
      for await (const slice of history.all())
        for (const item of slice) for (const row of builder.push(item)) store.add(row);
    });
    await history.close();
    const wish = { ...everything, text: wanted };
    const view = await timed(`filter by "${wanted}"`, () => new RowView(store, wish));
    await timed('filter by one letter', () => new RowView(store, { ...wish, text: 's' }));
    await timed('filter by a regular expression', () => new RowView(store, { ...wish, isRegex: true }));
    await timed(
      'filter by level and worker',
      () => new RowView(store, { ...everything, minLevel: 'ERROR', hiddenWorkers: ['w1'] }),
    );
    const all = new RowView(store, everything);
    await timed('a window of 300 rows, somewhere', () => {
      for (let at = 600_000; at < 600_300; at++) store.row(all.at(at) ?? 0);
    });
    await timed('grep on the same files', () =>
      execFileSync('grep', ['-rhic', wanted, endpointFolder(folder, 'ep1')]),
    );
    const { rss, heapUsed } = process.memoryUsage();
    const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
    console.log(
      `${store.end} rows, ${view.end} found; ${megabytes(rss)} MB resident, ${megabytes(heapUsed)} MB heap`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string): Promise<void> {
  const capture = new LogCapture({ folder, endpointId: 'ep1', clock: systemClock });
  for (let n = 0; n < count; n++) {
    const text =
      n % 1_000 === 0 ? `a needle in line ${n}` : `step ${n} of the epoch, loss 0.${n % 1000}, lr 3e-4`;
    const line = n % 4 === 0 ? sdkLine(text, `job-${n % 50}aaaa`, n % 400 === 0 ? 'ERROR' : 'INFO') : text;
    await capture.keep(logLineOf(line, { workerId: `w${n % 8}`, at: n / 1000, cursor: `c${n}` }));
  }
  await capture.flush();
}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const before = performance.now();
  const result = await work();
  console.log(`${(performance.now() - before).toFixed(1).padStart(8)} ms  ${what}`);
  return result;
}
