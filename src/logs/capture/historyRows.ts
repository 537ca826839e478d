// The rows of an endpoint's captured files: those that the index has are there without reading a line, the others are
// made of the lines as they are read.

import type { FileHandle } from 'node:fs/promises';
import type { StoredBlock } from '../rows/blockBytes';
import type { WorkerBlocks } from '../rows/mergeBlocks';
import type { RowBlock } from '../rows/rowBlock';
import type { BuilderMemory } from '../rows/rowBuilder';
import { BlockMaker } from './blockMaker';
import { linesFrom, type Part } from './recordLines';
import { readIndex } from './rowIndex';

export interface IndexedPart extends Part {
  readonly index: FileHandle | undefined;
}

export interface IndexedWorker {
  readonly workerId: string;
  /** Older first. */
  readonly parts: readonly IndexedPart[];
}

interface WorkerRows extends IndexedWorker {
  readonly indexed: readonly (readonly StoredBlock[])[];
}

export interface ReadWorker extends WorkerBlocks {
  /** What the rows to come depend on. */
  readonly memory: BuilderMemory;
}

export async function openRows(endpointId: string, workers: readonly IndexedWorker[]): Promise<HistoryRows> {
  const opened: WorkerRows[] = [];
  // One after the other: between them others have their turn.
  for (const worker of workers) {
    const indexed: StoredBlock[][] = [];
    for (const part of worker.parts) indexed.push(await readIndex(part, part.index));
    opened.push({ ...worker, indexed });
  }
  return new HistoryRows(endpointId, opened);
}

export class HistoryRows {
  /** Bytes of lines that the index does not have. */
  readonly unreadBytes: number;

  constructor(
    private readonly endpointId: string,
    private readonly workers: readonly WorkerRows[],
  ) {
    const unread = workers.flatMap(({ parts, indexed }) =>
      parts.map(({ size }, number) => size - endOf(indexed[number])),
    );
    this.unreadBytes = unread.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** `onRead` is told of bytes read, and may take its time. */
  async read(onRead: (bytes: number) => Promise<void> | undefined): Promise<ReadWorker[]> {
    const all: ReadWorker[] = [];
    for (const worker of this.workers) all.push(await this.readWorker(worker, onRead));
    return all;
  }

  private async readWorker(
    { workerId, parts, indexed }: WorkerRows,
    onRead: (bytes: number) => Promise<void> | undefined,
  ): Promise<ReadWorker> {
    const maker = new BlockMaker(this.endpointId, workerId);
    const blocks: RowBlock[] = [];
    for (const [number, part] of parts.entries()) {
      const stored = indexed[number] ?? [];
      for (const { block } of stored) blocks.push(block);
      if (stored.length > 0) maker.recall(stored.at(-1)?.memory);
      let at = endOf(stored);
      for await (const { lines, to } of linesFrom(part, at)) {
        maker.take(lines);
        blocks.push(maker.build());
        await onRead(to - at);
        at = to;
      }
    }
    return { workerId, blocks, memory: maker.memory };
  }
}

function endOf(blocks: readonly StoredBlock[] | undefined): number {
  return blocks?.at(-1)?.stretch.to ?? 0;
}
