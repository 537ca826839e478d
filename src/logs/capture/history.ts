// The captured lines of an endpoint as they were when it was opened: whoever writes on, or moves the files, changes
// nothing for the reader. The newest at once, all of them in slices, and for each worker the point to go on from.
import { type FileHandle, open } from 'node:fs/promises';
import type { TailItem } from '../line';
import { ResumePoint } from '../resumePoint';
import { capturedWorkers, itemOf } from './files';
import { merged, sortedByTime } from './merge';

interface Part {
  readonly file: FileHandle;
  readonly size: number;
}

interface WorkerHistory {
  readonly workerId: string;
  /** Older first. */
  readonly parts: readonly Part[];
}

/** Small enough that what is made of a slice dies young. */
const sliceBytes = 128 * 1024;
/** Holds the last 5,000 lines of ordinary length. */
const resumeBytes = 1024 * 1024;

/** Empty when nothing is kept. Must be closed. */
export async function openHistory(folder: string, endpointId: string): Promise<History> {
  const workers: WorkerHistory[] = [];
  for (const { workerId, paths } of await capturedWorkers(folder, endpointId)) {
    const parts: Part[] = [];
    for (const path of paths) {
      const file = await open(path, 'r').catch(() => undefined);
      if (file) parts.push({ file, size: (await file.stat()).size });
    }
    workers.push({ workerId, parts });
  }
  return new History(endpointId, workers);
}

export class History {
  constructor(
    private readonly endpointId: string,
    private readonly workers: readonly WorkerHistory[],
  ) {}

  get bytes(): number {
    return this.workers.flatMap(worker => worker.parts).reduce((sum, part) => sum + part.size, 0);
  }

  /** The last lines of every worker, about `bytes` of each, in the order of their time. */
  async newest(bytes: number): Promise<TailItem[]> {
    const lists = await Promise.all(this.workers.map(worker => this.endOf(worker, bytes)));
    return sortedByTime(lists.flat());
  }

  /** Everything, merged by time, in slices of some thousands. */
  all(): AsyncGenerator<readonly TailItem[], void, undefined> {
    return merged(this.workers.map(worker => this.slicesOf(worker)));
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
    await Promise.all(this.workers.flatMap(worker => worker.parts.map(part => part.file.close())));
  }

  private async endOf(worker: WorkerHistory, bytes: number): Promise<TailItem[]> {
    let items: TailItem[] = [];
    let left = bytes;
    for (const part of [...worker.parts].reverse()) {
      const from = Math.max(0, part.size - left);
      const found: TailItem[] = [];
      for await (const lines of linesOf(part, from)) found.push(...this.itemsOf(lines, worker.workerId));
      items = [...found, ...items];
      left -= part.size - from;
      if (left <= 0) break;
    }
    return items;
  }

  private async *slicesOf({ workerId, parts }: WorkerHistory): AsyncGenerator<TailItem[]> {
    for (const part of parts) {
      for await (const lines of linesOf(part, 0)) yield this.itemsOf(lines, workerId);
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

/** The whole lines from `from` on; the first is left out unless the file begins there, because it may be cut. */
async function* linesOf(part: Part, from: number): AsyncGenerator<string[]> {
  let rest: Buffer = Buffer.alloc(0);
  let isCut = from > 0;
  for await (const read of slicesAhead(part, from)) {
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    rest = bytes.subarray(end);
    if (end === 0) continue;
    const lines = linesIn(bytes, end);
    yield isCut ? lines.slice(1) : lines;
    isCut = false;
  }
}

/** While one slice is worked on, the next is on its way. */
async function* slicesAhead({ file, size }: Part, from: number): AsyncGenerator<Buffer> {
  const read = async (at: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(sliceBytes), 0, sliceBytes, at);
    return buffer.subarray(0, Math.max(0, Math.min(bytesRead, size - at)));
  };
  let next = read(from);
  for (let at = from; at < size; ) {
    const slice = await next;
    if (slice.length === 0) return;
    at += slice.length;
    next = at < size ? read(at) : Promise.resolve(slice);
    // Who stops listening does not learn that the file was closed meanwhile.
    next.catch(() => undefined);
    yield slice;
  }
}

/** Each a string of its own: pieces of one large string would keep all of it in memory. */
function linesIn(bytes: Buffer, end: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < end; ) {
    const stop = bytes.indexOf(0x0a, at);
    lines.push(bytes.toString('utf8', at, stop));
    at = stop + 1;
  }
  return lines;
}
