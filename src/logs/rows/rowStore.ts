// The rows of an endpoint's log in memory: numbered for ever, the oldest let go when there are too many (the disk still
// has them). A million rows take what their text takes, twice, and 20 bytes each.
import { Chunk, chunkRows } from './chunk';
import type { Row, RowDraft } from './row';
import { kinds, levels } from './row';
import { againFlag, markOf, moreFlag, type RowBlock } from './rowBlock';

const defaultMaxRows = 1_200_000;

/** What is to be known of a worker to add a row of it. */
export interface WorkerPlace {
  readonly number: number;
  /** Of each kind, the head of its last entry. */
  readonly heads: (number | undefined)[];
  /** Of the jobs of the block whose rows are added now, the numbers. */
  jobs: readonly number[];
}

export class RowStore {
  readonly chunks: Chunk[] = [];
  private readonly places = new Map<string, WorkerPlace>();
  private readonly jobNumbers = new Map<string, number>([['', 0]]);
  readonly workers: string[] = [];
  readonly jobs: string[] = [''];
  private next = 0;

  constructor(private readonly maxRows = defaultMaxRows) {}

  /** The oldest row that is there. */
  get first(): number {
    return this.chunks[0]?.base ?? this.next;
  }

  /** The number that the next row gets. */
  get end(): number {
    return this.next;
  }

  /** Adds the row and returns its number, or that of the row whose new state it is. */
  add(draft: RowDraft): number {
    const place = this.placeOf(draft.workerId);
    const mark = markOf(draft);
    const head = draft.part === 'head' ? undefined : this.headOf(place, mark);
    if (head !== undefined && draft.part === 'again') {
      this.chunkOf(head)?.replace(head % chunkRows, draft.text, draft.styled);
      return head;
    }
    const chunk = this.lastChunk();
    chunk.jobs[chunk.add(draft)] = this.jobNumberOf(draft.jobId ?? '');
    this.enter(chunk, place, head);
    return this.end - 1;
  }

  /** Adds a row of a block; the place knows the block's jobs by their numbers here. */
  addStored(place: WorkerPlace, block: RowBlock, row: number): void {
    const mark = block.columns.marks[row] ?? 0;
    const isHead = (mark & (moreFlag | againFlag)) === 0;
    const head = isHead ? undefined : this.headOf(place, mark);
    if (head !== undefined && (mark & againFlag) !== 0) {
      this.chunkOf(head)?.replaceUnread(head % chunkRows, block, row);
      return;
    }
    const chunk = this.lastChunk();
    chunk.jobs[chunk.addUnread(block, row)] = place.jobs[block.columns.jobs[row] ?? 0] ?? 0;
    this.enter(chunk, place, head);
  }

  /** The numbers of the rows that tell of the lives of their workers. */
  *lifeRows(): Generator<number> {
    for (const chunk of this.chunks)
      for (let at = 0; at < chunk.count; at++) if (chunk.isLife(at)) yield chunk.base + at;
  }

  row(seq: number): Row | undefined {
    const chunk = this.chunkOf(seq);
    const at = seq % chunkRows;
    if (!chunk || at >= chunk.count) return undefined;
    return {
      seq,
      head: seq - (chunk.distances[at] ?? 0),
      tsMs: chunk.times[at] ?? 0,
      workerId: this.workers[chunk.workers[at] ?? 0] ?? '',
      kind: kinds[chunk.kindAt(at)] ?? 'container',
      level: levels[chunk.levelAt(at) - 1],
      jobId: this.jobs[chunk.jobs[at] ?? 0] || undefined,
      text: chunk.textAt(at),
      styled: chunk.styledAt(at),
    };
  }

  /** The rows of an entry, by the number of any of them. */
  entry(seq: number): Row[] {
    const found = this.row(seq);
    const head = found && this.row(found.head);
    if (!found || !head) return found ? [found] : [];
    const rows = [head];
    // Rows of other workers may lie between; an entry ends where its worker begins another.
    for (let at = head.seq + 1; at < this.end && at - head.seq < chunkRows; at++) {
      const row = this.row(at);
      if (!row || row.workerId !== head.workerId || row.kind !== head.kind) continue;
      if (row.head !== head.seq) break;
      rows.push(row);
    }
    return rows;
  }

  chunkOf(seq: number): Chunk | undefined {
    return this.chunks[Math.floor((seq - this.first) / chunkRows)];
  }

  workerNumber(workerId: string): number | undefined {
    return this.places.get(workerId)?.number;
  }

  placeOf(workerId: string): WorkerPlace {
    let place = this.places.get(workerId);
    if (!place) {
      place = { number: this.workers.push(workerId) - 1, heads: [], jobs: [] };
      this.places.set(workerId, place);
    }
    return place;
  }

  jobNumberOf(jobId: string): number {
    let number = this.jobNumbers.get(jobId);
    if (number === undefined) {
      number = this.jobs.push(jobId) - 1;
      this.jobNumbers.set(jobId, number);
    }
    return number;
  }

  jobNumber(jobId: string): number | undefined {
    return this.jobNumbers.get(jobId);
  }

  /** The head that a row of this mark belongs to, if it is still there. */
  private headOf({ heads }: WorkerPlace, mark: number): number | undefined {
    const head = heads[mark & 3];
    return head !== undefined && head >= this.first ? head : undefined;
  }

  /** Numbers the row that a chunk took last; without a head it is one. */
  private enter(chunk: Chunk, place: WorkerPlace, head: number | undefined): void {
    const at = chunk.count - 1;
    const seq = this.next++;
    chunk.workers[at] = place.number;
    if (head === undefined) place.heads[chunk.kindAt(at)] = seq;
    else {
      chunk.belongsTo(at, seq - head);
      this.chunkOf(head)?.markHeadOfMany(head % chunkRows);
    }
    if (this.next - this.first > this.maxRows + chunkRows) this.chunks.shift();
  }

  private lastChunk(): Chunk {
    const last = this.chunks.at(-1);
    if (last && !last.isFull) return last;
    const chunk = new Chunk(this.next);
    this.chunks.push(chunk);
    return chunk;
  }
}
