// A history by its index is the history by its lines, whatever was written and however the index came to be: beside a
// growing file, after a crash, of a time before it, damaged, cut short, another file's.
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogBook } from '../../../../src/editor/logs/logBook';
import { LogCapture } from '../../../../src/logs/capture/capture';
import { olderFile, workerFile } from '../../../../src/logs/capture/files';
import { openHistory } from '../../../../src/logs/capture/history';
import { indexFile } from '../../../../src/logs/capture/rowIndex';
import { RowIndexer } from '../../../../src/logs/capture/rowIndexer';
import { sweep } from '../../../../src/logs/capture/sweep';
import type { TailItem } from '../../../../src/logs/line';
import { chunkRows } from '../../../../src/logs/rows/chunk';
import { FakeClock } from '../../../support/fakeClock';
import { logLineOf, pythonTraceback, sdkLine, stampAt } from '../../../support/logLines';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'row-index-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** By a divisor of the number of a line, what is printed; the first that fits. */
const kinds: readonly [number, (n: number, jobId: string) => readonly string[]][] = [
  [31, () => pythonTraceback],
  [5, n => [`${n % 100}%|████ größe ${n} 漢字`]],
  [7, n => [`\u001b[32mgreen ${n}\u001b[0m`]],
  [11, (n, jobId) => [sdkLine(`two\nlines ${n}`, jobId, 'ERROR')]],
  [1, n => [`plain "line" ${n} of ordinary length, as a training loop prints it`]],
];

/** Everything a worker may print, so that blocks end in the middle of all of it. */
function* story(count: number): Generator<TailItem> {
  for (let n = 0; n < count; n++) {
    const fields = { workerId: `w${n % 3}`, at: n / 10, cursor: `c${n}` };
    const jobId = `job-${Math.floor(n / 9)}abcd`;
    if (n % 97 === 0) yield { gap: { from: stampAt(n / 10), to: stampAt(n), workerId: fields.workerId } };
    else if (n % 89 === 0) yield logLineOf('start container for x: begin', { ...fields, source: 'system' });
    else if (n % 9 === 1) yield logLineOf(sdkLine('Started.', jobId), fields);
    else if (n % 9 === 7) yield logLineOf(sdkLine('Finished.', jobId), fields);
    else for (const line of linesAt(n, jobId)) yield logLineOf(line, fields);
  }
}

function linesAt(n: number, jobId: string): readonly string[] {
  return kinds.find(([every]) => n % every === 0)?.[1](n, jobId) ?? [];
}

async function keep(items: Iterable<TailItem>, maxFileBytes?: number): Promise<LogCapture> {
  const capture = new LogCapture({ folder, endpointId: 'ep1', clock: new FakeClock(), maxFileBytes });
  let count = 0;
  for (const item of items) {
    await capture.keep(item);
    if (++count % 500 === 0) await capture.flush();
  }
  await capture.flush();
  return capture;
}

async function book(maxRows?: number): Promise<{ book: LogBook; unreadBytes: number }> {
  const history = await openHistory(folder, 'ep1');
  try {
    const rows = await history.rows();
    const made = new LogBook(maxRows);
    await made.fill(
      rows,
      () => undefined,
      () => undefined,
    );
    await made.recallLives(() => undefined);
    return { book: made, unreadBytes: rows.unreadBytes };
  } finally {
    await history.close();
  }
}

function contents({ store, timeline }: LogBook): unknown {
  const rows = Array.from({ length: store.end - store.first }, (_, n) => store.row(store.first + n));
  return { rows, timeline: timeline.tracks.map(({ states, jobs, moments }) => ({ states, jobs, moments })) };
}

/** As `book`, of the lines alone. */
async function byLines(): Promise<unknown> {
  const hidden = indexes().map(path => [path, `${path}.hidden`] as const);
  for (const [path, away] of hidden) await rename(path, away);
  const { book: made } = await book();
  for (const [path, away] of hidden) await rename(away, path);
  return contents(made);
}

function indexes(): string[] {
  const paths = ['w0', 'w1', 'w2'].map(id => workerFile(folder, 'ep1', id));
  const all = [...paths, ...paths.map(olderFile)].map(indexFile);
  return all.filter(path => {
    try {
      return readFileSync(path).length > 0;
    } catch {
      return false;
    }
  });
}

const first = () => indexFile(workerFile(folder, 'ep1', 'w0'));

describe('the index of captured lines', () => {
  it('has the rows and lives that the lines have, and leaves none of them unread', async () => {
    const capture = await keep(story(30_000));
    await capture.close();
    const { book: made, unreadBytes } = await book();
    expect(unreadBytes).toBeLessThan(3 * 32 * 1024);
    expect(indexes()).toHaveLength(3);
    const indexed = contents(made);
    expect(indexed).toEqual(await byLines());
    expect((await stat(first())).mode & 0o777).toBe(0o600);
    // Chunks whose texts were looked up say the same as those whose were not.
    await made.readTexts(() => undefined);
    expect(contents(made)).toEqual(indexed);
  }, 30_000);

  it('is taken over by another process, which goes on in the middle of a traceback and of a job', async () => {
    const items = [...story(12_000)];
    for (let from = 0; from < items.length; from += 1_111) {
      const capture = await keep(items.slice(from, from + 1_111));
      await capture.close();
    }
    const { book: made } = await book();
    const live = new LogBook(undefined);
    for (const item of items) live.take(item);
    expect(contents(made)).toEqual(await byLines());
    // What comes after is taken as if all had been seen as it came.
    for (const one of [made, live]) one.take(logLineOf('after', { workerId: 'w1', at: 5_000 }));
    expect(made.store.row(made.store.end - 1)?.jobId).toBe(live.store.row(live.store.end - 1)?.jobId);
  }, 30_000);

  it('goes with its file when that becomes the older half', async () => {
    const capture = await keep(story(12_000), 400_000);
    await capture.close();
    expect(indexes().some(path => path.includes('.old.'))).toBe(true);
    const { book: made, unreadBytes } = await book();
    expect(unreadBytes).toBeLessThan(3 * 32 * 1024);
    expect(contents(made)).toEqual(await byLines());
  }, 30_000);

  it('is made of captures of a time before it', async () => {
    const capture = await keep(story(12_000));
    await capture.close();
    for (const path of indexes()) await rm(path);
    expect((await book()).unreadBytes).toBeGreaterThan(1_000_000);
    await new RowIndexer(folder, 'ep1').catchUpAll();
    const { book: made, unreadBytes } = await book();
    expect(unreadBytes).toBe(0);
    expect(contents(made)).toEqual(await byLines());
  }, 30_000);

  const damages: [string, (path: string) => Promise<void>][] = [
    ['cut short', async path => truncate(path, (await stat(path)).size - 1_000)],
    [
      'damaged in the middle',
      path => damage(path, bytes => bytes.fill(7, bytes.length / 2, bytes.length / 2 + 9)),
    ],
    ['damaged at its beginning', path => damage(path, bytes => bytes.fill(0, 0, 4))],
    [
      'followed by half a block',
      path => damage(path, bytes => Buffer.concat([bytes, bytes.subarray(0, 900)])),
    ],
    ['not an index at all', path => writeFile(path, 'nothing of the kind')],
    ["another file's", path => copyFile(indexFile(workerFile(folder, 'ep1', 'w1')), path)],
    ['that of a longer file', path => truncate(path.replace(/rows$/, 'jsonl'), 100_000)],
  ];
  for (const [what, harm] of damages) {
    it(`costs time and no line when it is ${what}, and is whole again after the next writer`, async () => {
      const capture = await keep(story(12_000));
      await capture.close();
      await harm(first());
      const { book: made } = await book();
      expect(contents(made)).toEqual(await byLines());
      await new RowIndexer(folder, 'ep1').catchUpAll();
      const { book: again, unreadBytes } = await book();
      expect(unreadBytes).toBeLessThan(32 * 1024);
      expect(contents(again)).toEqual(await byLines());
    }, 30_000);
  }

  it('lets go of the oldest rows when there are more than a view holds', async () => {
    const capture = await keep(story(30_000));
    await capture.close();
    const { book: whole } = await book();
    const { book: made } = await book(chunkRows);
    expect(made.store.end).toBe(whole.store.end);
    expect(made.store.first).toBeGreaterThan(0);
    expect(made.store.row(made.store.end - 1)?.text).toBe(whole.store.row(whole.store.end - 1)?.text);
  }, 30_000);

  it('is counted with its file, and swept with it', async () => {
    const capture = await keep(story(12_000));
    await capture.close();
    const [size, index] = await Promise.all([stat(workerFile(folder, 'ep1', 'w0')), stat(first())]);
    const clock = new FakeClock();
    await clock.advance(size.mtimeMs + 1_000 - clock.now());
    await sweep(folder, clock, { maxBytes: 2.5 * (size.size + index.size) });
    expect(indexes()).toHaveLength(2);
    await sweep(folder, clock, { maxAgeMs: 0 });
    expect(indexes()).toEqual([]);
  }, 30_000);
});

async function damage(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  await writeFile(path, change(readFileSync(path)));
}
