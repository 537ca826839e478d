// The captured lines of an endpoint as they were when it was opened: whoever writes on, or moves the files, changes
// nothing for the reader. The newest at once, all of them in slices, and for each worker the point to go on from.
import { open } from 'node:fs/promises';
import type { TailItem } from '../line';
import { ResumePoint } from '../resumePoint';
import { capturedWorkers, itemOf, type WorkerFiles } from './files';
import { type HistoryRows, type IndexedPart, type IndexedWorker, openRows } from './historyRows';
import { merged, sortedByTime } from './merge';
import { lastLines, linesFrom } from './recordLines';
import { openIndex } from './rowIndex';

/** Holds the last 5,000 lines of ordinary length. */
const resumeBytes = 1024 * 1024;

/** Empty when nothing is kept. Must be closed. */
export async function openHistory(folder: string, endpointId: string): Promise<History> {
  const captured = await capturedWorkers(folder, endpointId);
  const open = async ({ workerId, paths }: WorkerFiles) => ({
    workerId,
    parts: (await Promise.all(paths.map(openPart))).filter(part => part !== undefined),
  });
  return new History(endpointId, await Promise.all(captured.map(open)));
}

/** Undefined for a file that is gone. */
async function openPart(path: string): Promise<IndexedPart | undefined> {
  const [file, index] = await Promise.all([open(path, 'r').catch(() => undefined), openIndex(path)]);
  if (file) return { file, size: (await file.stat()).size, index };
  await index?.close();
  return undefined;
}

export class History {
  constructor(
    private readonly endpointId: string,
    private readonly workers: readonly IndexedWorker[],
  ) {}

  get workerIds(): readonly string[] {
    return this.workers.map(({ workerId }) => workerId);
  }

  /** Of lines, in all files. */
  get bytes(): number {
    return this.workers.flatMap(({ parts }) => parts).reduce((sum, { size }) => sum + size, 0);
  }

  /** The last lines of every worker, about `bytes` of each, in the order of their time. */
  async newest(bytes: number): Promise<TailItem[]> {
    const whole = Math.ceil(bytes);
    const lists = await Promise.all(this.workers.map(worker => this.endOf(worker, whole)));
    return sortedByTime(lists.flat());
  }

  /** Everything, merged by time, in slices of some thousands. */
  all(): AsyncGenerator<readonly TailItem[], void, undefined> {
    return merged(this.workers.map(worker => this.slicesOf(worker)));
  }

  /** Everything as rows: those of the index at once, the others as they are read. */
  rows(): Promise<HistoryRows> {
    return openRows(this.endpointId, this.workers);
  }

  /** Where the stream of each worker goes on. */
  async resumePoints(): Promise<Map<string, ResumePoint>> {
    const points = new Map<string, ResumePoint>();
    for (const worker of this.workers) {
      const point = new ResumePoint();
      for (const item of await this.endOf(worker, resumeBytes)) {
        if ('gap' in item) continue;
        const { cursor: id, ts, source, line } = item;
        point.add({ id, ts, source, line });
      }
      points.set(worker.workerId, point);
    }
    return points;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.workers.flatMap(worker =>
        worker.parts.flatMap(({ file, index }) => [file.close(), index?.close()]),
      ),
    );
  }

  private async endOf(worker: IndexedWorker, bytes: number): Promise<TailItem[]> {
    let items: TailItem[] = [];
    let left = bytes;
    for (const part of [...worker.parts].reverse()) {
      const found: TailItem[] = [];
      for await (const { lines } of lastLines(part, left))
        found.push(...this.itemsOf(lines, worker.workerId));
      items = [...found, ...items];
      left -= part.size;
      if (left <= 0) break;
    }
    return items;
  }

  private async *slicesOf({ workerId, parts }: IndexedWorker): AsyncGenerator<TailItem[]> {
    for (const part of parts) {
      for await (const { lines } of linesFrom(part, 0)) yield this.itemsOf(lines, workerId);
    }
  }

  private itemsOf(lines: readonly string[], workerId: string): TailItem[] {
    const items: TailItem[] = [];
    for (const line of lines) {
      const item = itemOf(line, this.endpointId, workerId);
      if (item) items.push(item);
    }
    return items;
  }
}
