// The blocks of several workers as rows of one store, in the order of their time. Rows of one worker keep their order
// whatever their stamps say.
import type { RowBlock } from './rowBlock';
import type { RowStore, WorkerPlace } from './rowStore';

export interface WorkerBlocks {
  readonly workerId: string;
  /** Older first. */
  readonly blocks: readonly RowBlock[];
}

const turnRows = 16_384;

/** Yields now and then, so that others can have their turn. */
export function* mergeBlocks(store: RowStore, workers: readonly WorkerBlocks[]): Generator<void> {
  const cursors = workers.map(worker => new Cursor(store, worker)).filter(cursor => cursor.isOpen);
  // The earliest last, where it is taken from.
  cursors.sort((a, b) => b.timeMs - a.timeMs);
  let count = 0;
  for (let cursor = cursors.pop(); cursor; cursor = cursors.pop()) {
    const limitMs = cursors.at(-1)?.timeMs ?? Number.POSITIVE_INFINITY;
    do {
      cursor.take();
      if (++count % turnRows === 0) yield;
    } while (cursor.isOpen && cursor.timeMs <= limitMs);
    if (cursor.isOpen) insert(cursors, cursor);
  }
}

/** Few workers write at once, so that it has not far to go. */
function insert(cursors: Cursor[], cursor: Cursor): void {
  let at = cursors.push(cursor) - 1;
  for (; at > 0; at--) {
    const before = cursors[at - 1];
    if (!before || before.timeMs > cursor.timeMs) break;
    cursors[at] = before;
  }
  cursors[at] = cursor;
}

class Cursor {
  private readonly place: WorkerPlace;
  private readonly blocks: readonly RowBlock[];
  private next = 0;
  private block: RowBlock | undefined;
  private times: Float64Array = new Float64Array();
  private row = 0;
  /** Of the next row. */
  timeMs = 0;

  constructor(
    private readonly store: RowStore,
    { workerId, blocks }: WorkerBlocks,
  ) {
    this.place = store.placeOf(workerId);
    this.blocks = blocks.filter(block => block.count > 0);
    this.open();
  }

  get isOpen(): boolean {
    return this.block !== undefined;
  }

  take(): void {
    const { block, row } = this;
    if (!block) return;
    this.store.addStored(this.place, block, row);
    this.row = row + 1;
    if (this.row < this.times.length) this.timeMs = this.times[this.row] ?? 0;
    else this.open();
  }

  private open(): void {
    const block = this.blocks[this.next++];
    this.block = block;
    if (!block) return;
    this.times = block.columns.times;
    this.place.jobs = block.columns.jobNames.map(name => this.store.jobNumberOf(name));
    this.row = 0;
    this.timeMs = this.times[0] ?? 0;
  }
}
