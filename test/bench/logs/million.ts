// A million lines of eight workers as the extension host holds them: how soon the end is there, how long all of them
// take, a filter by text, a window of rows; beside it `grep` on the same files. `node test/host/bootstrap.mjs` runs it.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { LogBook, turnsOf } from '../../../src/editor/logs/logBook';
import { LogCapture } from '../../../src/logs/capture/capture';
import { capturedWorkers, endpointFolder } from '../../../src/logs/capture/files';
import { openHistory } from '../../../src/logs/capture/history';
import { indexFile } from '../../../src/logs/capture/rowIndex';
import { RowIndexer } from '../../../src/logs/capture/rowIndexer';
import { everything } from '../../../src/logs/rows/rowFilter';
import type { RowStore } from '../../../src/logs/rows/rowStore';
import { RowView } from '../../../src/logs/rows/rowView';
import { logLineOf, sdkLine } from '../../support/logLines';

const count = 1_000_000;
const wanted = 'needle in line';

export async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'million-'));
  try {
    await fill(folder);
    await timed('the end of every worker, from disk', async () => {
      const history = await openHistory(folder, 'ep1');
      await history.newest(128 * 1024);
      await history.close();
    });
    await timed('where every worker goes on', async () => {
      const history = await openHistory(folder, 'ep1');
      await history.resumePoints();
      await history.close();
    });
    await timed('all of them, by their lines', () => read(folder));
    await timed('the index', () => new RowIndexer(folder, 'ep1').catchUpAll());
    const store = await timed('all of them, by the index', () => read(folder));
    await timed(`first filter by "${wanted}"`, () => new RowView(store, { ...everything, text: wanted }));
    await timed('their texts', () => {
      for (const chunk of store.chunks) chunk.read();
    });
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

async function read(folder: string): Promise<RowStore> {
  const history = await openHistory(folder, 'ep1');
  const book = new LogBook(undefined);
  const rows = await history.rows();
  const turn = turnsOf(systemClock, new AbortController().signal);
  await book.fill(rows, turn, () => undefined);
  await book.recallLives(turn);
  await history.close();
  return book.store;
}

/** As a time before there was an index left it. */
async function fill(folder: string): Promise<void> {
  const capture = new LogCapture({ folder, endpointId: 'ep1', clock: systemClock });
  for (let n = 0; n < count; n++) {
    const text =
      n % 1_000 === 0 ? `a needle in line ${n}` : `step ${n} of the epoch, loss 0.${n % 1000}, lr 3e-4`;
    const line = n % 4 === 0 ? sdkLine(text, `job-${n % 50}aaaa`, n % 400 === 0 ? 'ERROR' : 'INFO') : text;
    await capture.keep(logLineOf(line, { workerId: `w${n % 8}`, at: n / 1000, cursor: `c${n}` }));
  }
  await capture.close();
  for (const { paths } of await capturedWorkers(folder, 'ep1'))
    for (const path of paths) await rm(indexFile(path), { force: true });
}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const before = performance.now();
  const used = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  const [wallMs, cpuMs] = [performance.now() - before, (user + system) / 1_000];
  console.log(
    `${wallMs.toFixed(1).padStart(8)} ms, ${cpuMs.toFixed(1).padStart(7)} ms of a processor  ${what}`,
  );
  return result;
}
