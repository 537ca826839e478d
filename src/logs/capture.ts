// Keeps the lines of workers on disk, because the platform loses them about two minutes after a worker is gone.
// One file per worker, appended to, redacted, bounded in size (the older half is kept beside it) and in age.
import { appendFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { redact } from '../base/redact';
import type { TailItem } from './line';

export interface CaptureOptions {
  /** `<folder>/<endpoint>/<worker>.jsonl`. */
  readonly folder: string;
  readonly clock: Clock;
  /** Of one file; twice this is kept per worker. 5 MB by default. */
  readonly maxFileBytes?: number;
  /** 7 days by default. */
  readonly maxAgeMs?: number;
}

const megabyte = 1024 * 1024;
const dayMs = 86_400_000;

export class LogCapture {
  private queue: Promise<void> = Promise.resolve();
  private readonly sizes = new Map<string, number>();

  constructor(private readonly options: CaptureOptions) {}

  /** Where the lines of a worker are. */
  pathOf(endpointId: string, workerId: string): string {
    return join(this.options.folder, safe(endpointId), `${safe(workerId)}.jsonl`);
  }

  /** Appends in order; resolves when it is written. A disk that refuses loses the copy, not the tail. */
  keep(endpointId: string, item: TailItem): Promise<void> {
    const workerId = 'gap' in item ? item.gap.workerId : item.workerId;
    const path = this.pathOf(endpointId, workerId);
    this.queue = this.queue
      .then(() => this.append(path, `${redact(JSON.stringify(item))}\n`))
      .catch(() => undefined);
    return this.queue;
  }

  /** Removes what is older than the limit. */
  async sweep(): Promise<void> {
    const { folder, clock, maxAgeMs = 7 * dayMs } = this.options;
    for (const path of await filesUnder(folder)) {
      const info = await stat(path).catch(() => undefined);
      if (info && clock.now() - info.mtimeMs > maxAgeMs) await rm(path, { force: true });
    }
  }

  private async append(path: string, text: string): Promise<void> {
    const { maxFileBytes = 5 * megabyte } = this.options;
    const known = this.sizes.get(path) ?? (await sizeOf(path));
    const size = known + Buffer.byteLength(text);
    if (known > 0 && size > maxFileBytes) {
      await rename(path, `${path}.old`);
      this.sizes.delete(path);
      return this.append(path, text);
    }
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await appendFile(path, text, { mode: 0o600 });
    this.sizes.set(path, size);
  }
}

function safe(id: string): string {
  return id.replace(/[^\w-]/g, '_').slice(0, 100);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}
