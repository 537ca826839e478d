// Writes the index of the captured files of an endpoint, some way behind the lines. It reads what is on disk, so that it
// is the same work for a file that grows, one that a crash left behind and one of a time before there was an index.
// One thing at a time; a disk that refuses costs the next reader time, and no lines.
import { appendFile, open, rename, rm, truncate } from 'node:fs/promises';
import { bytesOfBlock } from '../rows/blockBytes';
import { BlockMaker } from './blockMaker';
import { capturedWorkers, olderFile } from './files';
import { linesFrom, type Part } from './recordLines';
import { indexFile, openIndex, printAt, readIndex } from './rowIndex';

interface Progress {
  readonly maker: BlockMaker;
  /** So much of the captured file is in the index. */
  to: number;
}

export interface CapturedFile {
  readonly path: string;
  readonly workerId: string;
}

/** Of lines, for one block. */
const blockBytes = 512 * 1024;
/** What is less than this is not worth a block of its own. */
const leastBytes = 32 * 1024;

export class RowIndexer {
  private readonly files = new Map<string, Progress>();
  private readonly grown = new Map<string, number>();
  private queue: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly folder: string,
    private readonly endpointId: string,
  ) {}

  /** So many bytes were written to a file; now and then a block is made of them, in the background. */
  wrote(file: CapturedFile, bytes: number): void {
    const grown = (this.grown.get(file.path) ?? 0) + bytes;
    this.grown.set(file.path, grown < blockBytes ? grown : 0);
    if (grown >= blockBytes) void this.catchUp(file, blockBytes);
  }

  /** Brings the index of all captured files up to date, of whichever time they are. */
  async catchUpAll(): Promise<void> {
    for (const { workerId, paths } of await capturedWorkers(this.folder, this.endpointId)) {
      for (const path of paths) await this.catchUp({ path, workerId }, leastBytes);
    }
  }

  /** The file becomes the older half: its index is completed and goes with it. `move` moves the file itself. */
  async moveToOlder(file: CapturedFile, move: () => Promise<void>): Promise<void> {
    void this.catchUp(file, 1);
    const moved = this.queue.then(() => this.move(file.path, move));
    this.queue = moved.catch(() => undefined);
    await moved;
  }

  /** Ends the work at hand early, and makes blocks of what was written here. */
  async close(files: readonly CapturedFile[]): Promise<void> {
    this.stopped = true;
    await this.queue;
    this.stopped = false;
    for (const file of files) await this.catchUp(file, leastBytes);
  }

  private async move(path: string, move: () => Promise<void>): Promise<void> {
    const older = olderFile(path);
    await rm(indexFile(older), { force: true });
    await move();
    await rename(indexFile(path), indexFile(older)).catch(() => undefined);
    const progress = this.files.get(path);
    if (progress) progress.to = 0;
    this.files.delete(older);
  }

  private catchUp(file: CapturedFile, least: number): Promise<void> {
    this.queue = this.queue
      .then(() => this.index(file, least))
      .catch(() => {
        this.files.delete(file.path);
      });
    return this.queue;
  }

  private async index({ path, workerId }: CapturedFile, least: number): Promise<void> {
    const file = await open(path, 'r');
    try {
      const part = { file, size: (await file.stat()).size };
      const progress = this.files.get(path) ?? (await this.begin(path, workerId, part));
      this.files.set(path, progress);
      if (part.size - progress.to < least) return;
      let end = progress.to;
      for await (const { lines, to } of linesFrom(part, progress.to)) {
        progress.maker.take(lines);
        end = to;
        if (end - progress.to >= blockBytes) await append(path, part, { progress, to });
        if (this.stopped) break;
      }
      if (end > progress.to) await append(path, part, { progress, to: end });
    } finally {
      await file.close();
    }
  }

  private async begin(path: string, workerId: string, part: Part): Promise<Progress> {
    const maker = new BlockMaker(this.endpointId, workerId);
    const blocks = await indexOf(path, part);
    const last = blocks.at(-1) ?? (await lastOfOlder(path));
    if (last) maker.recall(last.memory);
    const to = blocks.at(-1)?.stretch.to ?? 0;
    const bytes = blocks.reduce((sum, block) => sum + block.bytes, 0);
    if (bytes === 0) await rm(indexFile(path), { force: true });
    else await truncate(indexFile(path), bytes);
    return { maker, to };
  }
}

async function append(path: string, { file }: Part, { progress, to }: { progress: Progress; to: number }) {
  const { maker } = progress;
  const stretch = { from: progress.to, to };
  const print = await printAt(file, stretch);
  const bytes = bytesOfBlock(maker.build(), { stretch, print, memory: maker.memory });
  await appendFile(indexFile(path), bytes, { mode: 0o600 });
  progress.to = to;
}

async function indexOf(path: string, part: Part) {
  const index = await openIndex(path);
  try {
    return await readIndex(part, index);
  } finally {
    await index?.close();
  }
}

/** The last block of the older half, for what its rows have to do with those of the newer. */
async function lastOfOlder(path: string) {
  const file = await open(olderFile(path), 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    return (await indexOf(olderFile(path), { file, size: (await file.stat()).size })).at(-1);
  } finally {
    await file.close();
  }
}
