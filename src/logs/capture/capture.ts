// Keeps the lines of an endpoint's workers on disk, because the platform loses them about two minutes after a worker is
// gone. Lines are gathered for a quarter of a second, so that a crash loses no more than that. Bounded in size.
import { appendFile, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { type TailItem, workerOf } from '../line';
import { olderFile, recordOf, workerFile } from './files';
import { type CapturedFile, RowIndexer } from './rowIndexer';

export interface CaptureOptions {
  readonly folder: string;
  readonly endpointId: string;
  readonly clock: Clock;
  /** Of one file; twice this is kept per worker. 64 MB by default. */
  readonly maxFileBytes?: number | undefined;
}

const defaultMaxFileBytes = 64 * 1024 * 1024;
const gatherMs = 250;
/** Who brings more than this before it is written waits for the disk. */
const maxGathered = 20_000;

export class LogCapture implements Disposable {
  private gathered = new Map<string, string[]>();
  private count = 0;
  private timer: Disposable | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly sizes = new Map<string, number>();
  private readonly written = new Map<string, CapturedFile>();
  readonly indexer: RowIndexer;
  /** The last thing the disk said, if it refused; lines go on, only their copy is lost. */
  problem: string | undefined;

  constructor(private readonly options: CaptureOptions) {
    this.indexer = new RowIndexer(options.folder, options.endpointId);
  }

  /** Takes a clean line. The promise, if there is one, is to be waited for. */
  keep(item: TailItem): Promise<void> | undefined {
    const workerId = workerOf(item);
    const lines = this.gathered.get(workerId) ?? [];
    lines.push(recordOf(item));
    this.gathered.set(workerId, lines);
    this.count++;
    this.timer ??= this.options.clock.after(gatherMs, () => void this.flush());
    return this.count > maxGathered ? this.flush() : undefined;
  }

  /** Resolves when everything taken so far is written. */
  flush(): Promise<void> {
    this.timer?.dispose();
    this.timer = undefined;
    const batch = this.gathered;
    this.gathered = new Map();
    this.count = 0;
    this.writing = this.writing.then(async () => {
      for (const [workerId, lines] of batch) await this.write(workerId, `${lines.join('\n')}\n`);
    });
    return this.writing;
  }

  /** Resolves when everything taken is written, and in the index. */
  async close(): Promise<void> {
    await this.flush();
    await this.indexer.close([...this.written.values()]);
  }

  /** What is gathered is still written. */
  dispose(): void {
    void this.flush();
  }

  private async write(workerId: string, text: string): Promise<void> {
    const { folder, endpointId, maxFileBytes = defaultMaxFileBytes } = this.options;
    const path = workerFile(folder, endpointId, workerId);
    try {
      let size = this.sizes.get(path) ?? (await this.begin(path));
      const bytes = Buffer.byteLength(text);
      if (size > 0 && size + bytes > maxFileBytes) {
        await this.indexer.moveToOlder({ path, workerId }, () => rename(path, olderFile(path)));
        size = 0;
      }
      await appendFile(path, text, { mode: 0o600 });
      this.sizes.set(path, size + bytes);
      this.written.set(path, { path, workerId });
      this.indexer.wrote({ path, workerId }, bytes);
      this.problem = undefined;
    } catch (error) {
      this.sizes.delete(path);
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** The size of the file so far; a record that a crash cut short is ended first. */
  private async begin(path: string): Promise<number> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const size = (await stat(path).catch(() => undefined))?.size ?? 0;
    if (size === 0) return 0;
    const file = await open(path, 'r+');
    try {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      if (buffer[0] === 0x0a) return size;
      await file.write('\n', size);
      return size + 1;
    } finally {
      await file.close();
    }
  }
}
